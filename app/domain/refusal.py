"""The one shape of a domain error: a stable code for the catalogue of errors, and words for a log."""


class Refusal(ValueError):
    """A rule says no. `code` is stable and has its sentences in the error catalogue; `detail` is for logs, in English."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
