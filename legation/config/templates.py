"""Templates compiled once for each language: what is the same for all its readers is filled in then, not at each page.

Words, addresses without arguments and files that a template names as constants become part of its text. What
was compiled is kept on the disk for every process of the house: it takes two seconds of a core for each language.
"""

import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import django
import jinja2
from django.conf import settings
from django.template.backends.jinja2 import Jinja2, Template
from django.utils import translation
from jinja2 import Environment, FileSystemBytecodeCache, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from legation.ground.languages.api import current

KEPT_SECONDS = 24 * 60 * 60


class Backend(Jinja2):
    """Django's Jinja2, with an environment for each language."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._by_language: dict[str, Environment] = {}

    def get_template(self, template_name: str) -> Template:
        """A template in the language the reader is being answered in."""
        code = current().code
        made = self._by_language.get(code)
        if made is None:
            made = self._by_language[code] = self.env.overlay()
        return Template(made.get_template(template_name), self)


def html(value: Any) -> str:
    """A value as it stands on a page; markup stays as it is."""
    return value if type(value) is Markup else escape(value)


class _Code(CodeGenerator):
    """Escapes by `html`: most of what a page prints is markup already, and Markup's own way of seeing that is slow."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.html(")


class _Filling(NodeTransformer):
    def __init__(self, environment: Environment, constant: Mapping[str, Callable[..., Any]]) -> None:
        self._environment, self._constant = environment, constant

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        found = self._constant.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if found is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        given = [one.value for one in node.args if isinstance(one, nodes.Const)]
        if len(given) < len(node.args):
            return node
        return nodes.Const(found(*given), lineno=node.lineno, environment=self._environment)


class KeptPages(FileSystemBytecodeCache):
    """Compiled templates in a folder, which whoever fills in other words, addresses or files begins anew.

    Where nothing can be written, each process compiles for itself.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self.pattern = folder, "%s"

    @cached_property
    def directory(self) -> str:  # type: ignore[override]
        """Where the templates of this edition are; those of editions before are forgotten after a day."""
        made = self._folder / _edition()
        with suppress(OSError):
            made.mkdir(parents=True, exist_ok=True)
            for each in self._folder.iterdir():
                if each != made and each.stat().st_mtime < time.time() - KEPT_SECONDS:
                    shutil.rmtree(each, ignore_errors=True)
        return str(made)

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(f"{translation.get_language()} {name}", filename)

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _edition() -> str:
    """The digest of all that is filled into a template when it is compiled, and of what fills it in."""
    code, packed = Path(__file__).parents[1], Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = sorted([*code.rglob("urls.py"), *code.rglob("*.mo"), *Path(__file__).parent.glob("*.py")])
    digest = sha256(f"{django.__version__} {jinja2.__version__}".encode())
    for path in (*sources, *([packed] if packed.exists() else [])):
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


class CompiledEnvironment(Environment):
    """An environment whose templates are compiled in one language: the one of the reader who first needs them.

    `constant` names the functions whose answer to constants depends on nothing but the language.
    """

    code_generator_class = _Code
    html = staticmethod(html)
    constant: Mapping[str, Callable[..., Any]] = {}

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        if translation.get_language():
            _Filling(self, self.constant).visit(source)
        return super()._generate(source, *args, **kwargs)
