"""The look of the drawing, light and dark, in the tokens of legation/web/static/web/legation.css."""

LIGHT = {
    "paper": "#fbfaf6", "raised": "#fff", "ink": "#16202e", "quiet": "#445061", "edge": "#757268", "seal": "#1f4e79",
    "seal-wash": "#edf2f7", "brass": "#8c6a1c", "brass-wash": "#f8f3e4",
    "refused": "#8f2626", "refused-wash": "#faefed",
}  # fmt: skip
DARK = {
    "paper": "#12161c", "raised": "#1a2029", "ink": "#eceef0", "quiet": "#b3bcc7", "edge": "#8a96a4", "seal": "#8fbce6",
    "seal-wash": "#1b2a3a", "brass": "#d9b65a", "brass-wash": "#262216",
    "refused": "#f0a3a3", "refused-wash": "#2d1b1d",
}  # fmt: skip


def _tokens(values: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())


STYLE = (
    f"svg{{{_tokens(LIGHT)}font-family:'Legation Sans','IBM Plex Sans',system-ui,'Segoe UI',Arial,sans-serif}}"
    f"@media(prefers-color-scheme:dark){{svg{{{_tokens(DARK)}}}}}"
    ".paper{fill:var(--paper)}"
    "text{text-anchor:middle;fill:var(--ink);font-size:14px}.name{font-weight:600;font-size:15px}"
    ".small{fill:var(--quiet);font-size:12px}"
    ".state{stroke-width:1.5;fill:var(--raised);stroke:var(--edge)}.end{fill:none;stroke-width:1;stroke:var(--edge)}"
    ".state.draft{stroke-dasharray:5 4}.state.applicant{fill:var(--brass-wash);stroke:var(--brass)}"
    ".state.officer{fill:var(--seal-wash);stroke:var(--seal);stroke-width:2.5}"
    ".state.refusal{fill:var(--refused-wash);stroke:var(--refused)}.end.refusal{stroke:var(--refused)}"
    ".way{fill:none;stroke-width:1.5;stroke:var(--edge)}.way.applicant{stroke:var(--brass)}"
    ".way.officer{stroke:var(--seal);stroke-width:2}.way.rule{stroke:var(--seal);stroke-dasharray:6 4}"
    ".way.system{stroke-dasharray:2 3}"
    ".point{fill:var(--edge)}.point.applicant{fill:var(--brass)}.point.officer,.point.rule{fill:var(--seal)}"
)
