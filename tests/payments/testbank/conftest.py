import pytest

from legation.payments.testbank.app import Bank
from legation.payments.testbank.config import Config
from tests.payments.testbank.support import SECRET, Visitor


@pytest.fixture
def config(tmp_path):
    return Config(str(tmp_path / "bank.sqlite3"), SECRET, "", "http://bank.test")


@pytest.fixture
def visitor(config):
    bank = Bank(config)
    yield Visitor(bank, config.derived("bearer"))
    bank.close()
