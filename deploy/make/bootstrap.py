"""Make the virtual environment and install the pinned requirements, once. `python3 deploy/make/bootstrap.py run|dev`.

Needs Python 3.11 and nothing else. Does nothing (in milliseconds) while the requirements are those of the last time.
"""

import hashlib
import re
import subprocess
import sys
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# What is installed with `dev` holds all of `run` too.
COVERS = {"run": ("run",), "dev": ("run", "dev")}


def main(what: str) -> int:
    """0 when everything of requirements/<what>.txt is installed, else 1 after a sentence that says what to do."""
    if sys.version_info < (3, 11):  # noqa: UP036 (whoever has an older one should be told, not shown a traceback)
        return failed(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11")
    if installed(what):
        return 0
    if not PYTHON.exists() and not make_venv():
        return failed(
            "The virtual environment could not be made (see above). "
            "On Debian and Ubuntu: apt-get install python3-venv, then run make again."
        )
    if not install(what):
        return failed(
            "pip could not install the requirements (see above). Is a package registry reachable? "
            "What was done is kept: run make again to go on."
        )
    for part in COVERS[what]:
        stamp(part).write_text(wanted(part))
    return 0


def installed(what: str) -> bool:
    return PYTHON.exists() and stamp(what).exists() and stamp(what).read_text() == wanted(what)


def stamp(what: str) -> Path:
    return VENV / f".installed-{what}"


def wanted(what: str) -> str:
    """Names exactly what has to be installed: the pins and their hashes."""
    return hashlib.sha256((ROOT / "requirements" / f"{what}.txt").read_bytes()).hexdigest()


def make_venv() -> bool:
    say("Making the virtual environment .venv (about 5 s) …")
    return subprocess.run([sys.executable, "-m", "venv", VENV]).returncode == 0


def install(what: str) -> bool:
    """pip, with a line of progress for every few packages instead of hundreds of lines; all of it after a failure."""
    requirements = ROOT / "requirements" / f"{what}.txt"
    total = len(re.findall(r"(?m)^[A-Za-z0-9][^=\n]*==", requirements.read_text()))
    say(f"Installing {total} pinned packages of requirements/{what}.txt, each checked by its hash (1–3 min) …")
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
    ]
    command += ["--require-hashes", "-r", str(requirements)]
    last: deque[str] = deque(maxlen=30)
    seen = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            last.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                seen += 1
                if seen % 10 == 0 or seen == total:
                    say(f"  {min(seen, total)}/{total} found")
            elif line.startswith("Installing collected packages"):
                say(f"  {total}/{total} fetched, unpacking …")
    if pip.returncode:
        sys.stderr.writelines(last)
    return pip.returncode == 0


def say(words: str) -> None:
    print(words, flush=True)


def failed(words: str) -> int:
    print(f"\n{words}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
