import pytest
from datetime import timedelta
from tests.contract.walking import closed_edges, ways, goals, edges, way_to
from tests.contract import filling
from legation.ground.profile import profile
pytestmark=[pytest.mark.django_db, pytest.mark.parametrize("procedure", profile().procedures)]
def test_x(opened, now):
    for day in range(25):
        at=now+timedelta(days=day)
        log=[]
        run=filling.Search.run
        def counted(self):
            try: return run(self)
            finally: log.append(self.asked)
        filling.Search.run=counted
        try: c=closed_edges(opened, at)
        finally: filling.Search.run=run
        print(opened.definition.procedure, day, sorted(c), sorted(log)[-4:])
