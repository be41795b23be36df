// node byte_code.mjs PYODIDE_MJS FOLDER: byte-compiles FOLDER with the interpreter that will run it.
import { pathToFileURL } from "node:url";

const [interpreter, folder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(interpreter).href);
const python = await loadPyodide();
python.mountNodeFS("/tree", folder);
const failed = await python.runPythonAsync(`
import compileall, pathlib, py_compile

whole = compileall.compile_dir(
    "/tree", quiet=1, legacy=True, force=True, stripdir="/tree",
    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
)
for source in pathlib.Path("/tree").rglob("*.py"):
    if source.with_suffix(".pyc").exists():
        source.unlink()
not whole
`);
process.exit(failed ? 1 : 0);
