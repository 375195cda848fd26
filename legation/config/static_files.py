"""How static files are named: by their content, modules that import one another too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Names files by their content and packs them; imports in modules lead to the names so made."""

    support_js_module_import_aggregation = True
