"""Builds the offline browser app: `python -m webapp.build --out build/web [--quality 5|11] [--app-only] [--sources]`.

Makes `OUT/site/` (static files, each also compressed) and `OUT/csp.txt` (the Content-Security-Policy to send with it).
What is slow is cached by content under `build/cache`: a second build takes seconds and no network.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from webapp.app_pack import app_pack
from webapp.byte_code import compiled_standard_library
from webapp.cache import cached_folder, write_whole
from webapp.client_files import copy_client_files
from webapp.compress import compress, compressible
from webapp.data import build as build_data
from webapp.flet_client import SUBSET_FONT, client_key, copy_client
from webapp.fonts import needed_code_points, subset_font
from webapp.manifest import POLICY, first_visit_bytes, write_version
from webapp.npm import npm_packages
from webapp.packages import packages_pack
from webapp.patches import PatchError
from webapp.pictures import copy_picture_readers
from webapp.progress import Steps
from webapp.texts import compile_texts
from webapp.where import APP, ROOT


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    out: Path
    quality: int
    sources: bool
    app: Path = APP

    @property
    def site(self) -> Path:
        return self.out / "site"


def build(options: Options) -> str:
    """The whole site, made beside the old one and then put in its place. Returns the version."""
    steps = Steps(10)
    new, old = options.out / "site.new", options.out / "site.old"
    for folder in (new, old):
        shutil.rmtree(folder, ignore_errors=True)
    new.mkdir(parents=True)
    with steps.step("Flutter client and Pyodide: copy, check, patch"):
        patched = cached_folder("client", client_key(), copy_client)
        shutil.copytree(patched, new, dirs_exist_ok=True, copy_function=shutil.copyfile)
    with steps.step("npm packages"):
        node_modules = npm_packages()
        copy_picture_readers(new, node_modules)
    with steps.step("domain data and texts"):
        prepare_app_data(steps, options)
    with steps.step("Chinese font subset"):
        shutil.copyfile(subset_font(node_modules, needed_code_points()), new / SUBSET_FONT)
    with steps.step("Python's standard library as byte code"):
        shutil.copyfile(compiled_standard_library(), new / "pyodide" / "python_stdlib.zip")
    with steps.step("Python packages"):
        shutil.copyfile(packages_pack(options.sources), new / "packages.pack")
    with steps.step("the app"):
        shutil.copyfile(app_pack(options.app, options.sources), new / "app.pack")
    with steps.step("page, workers, icons"):
        copy_client_files(new)
    with steps.step("version and service worker"):
        version = write_version(new)
    with steps.step(f"compressed copies, brotli {options.quality}"):
        compress(compressible(new), options.quality, steps)
        if options.site.exists():
            options.site.rename(old)
        new.rename(options.site)
        shutil.rmtree(old, ignore_errors=True)
        write_whole(options.out / "csp.txt", POLICY.encode())
    report(steps, options, version)
    return version


def build_app_only(options: Options) -> str:
    """Only our own code, into a site that is there: for the developer's loop. The font isn't cut anew."""
    steps = Steps(3)
    with steps.step("domain data and texts"):
        prepare_app_data(steps, options)
    with steps.step("the app"):
        write_whole(options.site / "app.pack", app_pack(options.app, options.sources).read_bytes())
        copy_client_files(options.site)
        version = write_version(options.site)
    with steps.step(f"compressed copies, brotli {options.quality}"):
        compress(compressible(options.site), options.quality, steps)
        write_whole(options.out / "csp.txt", POLICY.encode())
    report(steps, options, version)
    return version


def prepare_app_data(steps: Steps, options: Options) -> None:
    """The catalogue as JSON and the compiled texts, which the pack takes along."""
    if options.app != APP:
        return
    steps.note(build_data())
    compile_texts()


def report(steps: Steps, options: Options, version: str) -> None:
    raw, wire = first_visit_bytes(options.site)
    print(
        f"version {version}: {raw / 1e6:.1f} MB on the phone, {wire / 1e6:.2f} MB on the wire, in {steps.seconds:.1f} s"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m webapp.build", description="Builds the offline browser app.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "web", help="folder to build into")
    parser.add_argument(
        "--quality", type=int, choices=range(1, 12), default=5, help="brotli: 5 is quick, 11 is for a release"
    )
    parser.add_argument("--app-only", action="store_true", help="only our own code, into the site that is there")
    parser.add_argument("--sources", action="store_true", help="ship sources, for tracebacks that show them")
    parser.add_argument("--app", type=Path, default=APP, help="another folder to ship as the package `app` (tests)")
    given = parser.parse_args()
    options = Options(given.out.resolve(), given.quality, given.sources, given.app.resolve())
    try:
        if given.app_only and (options.site / "packages.pack").is_file():
            build_app_only(options)
        else:
            build(options)
    except PatchError as error:
        print(f"\nThe build stops: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"\nThe build stops: {Path(str(error.cmd[0])).name} ended with {error.returncode}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
