"""How static files are named: by their content, modules that import one another too."""

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Names files by their content and packs them; imports in modules lead to the names so made."""

    support_js_module_import_aggregation = True

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Pack what pages ask for, which is named by its content, unless that was done before."""
        named = set(self.hashed_files.values())
        yield from super().compress_files([path for path in paths if path in named and not self._is_packed(path)])

    def _is_packed(self, path: str) -> bool:
        """The packer dates what it has written like its source, when it is whole."""
        packed = f"{path}.br"
        return self.exists(packed) and self.get_modified_time(packed) == self.get_modified_time(path)
