// node byte_code.mjs PYODIDE_MJS FOLDER: turns the sources in FOLDER into byte code, with the interpreter that will run it.
import { pathToFileURL } from "node:url";

const COMPILE = `
import _imp, ast, pathlib
from importlib._bootstrap_external import _code_to_hash_pyc

ROOT = pathlib.Path("/tree")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def shorten_docs(tree):
    """Documentation is a tenth of all byte code, and nobody reads it on a phone. A mark stays: without any text a dataclass
    would compute one from its signature, at every start."""
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False):
            node.body[0].value.value = "."
    return tree


for source in ROOT.rglob("*.py"):
    text, name = source.read_bytes(), source.relative_to(ROOT).as_posix()
    code = compile(shorten_docs(ast.parse(text, name)), name, "exec", dont_inherit=True)
    # Never checked against a source: there is none, and a date would make each build differ.
    byte_code = _code_to_hash_pyc(code, _imp.source_hash(_imp.pyc_magic_number_token, text), False)
    source.with_suffix(".pyc").write_bytes(byte_code)
    source.unlink()
`;

const [interpreter, folder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(interpreter).href);
const python = await loadPyodide();
python.mountNodeFS("/tree", folder);
try {
  await python.runPythonAsync(COMPILE);
} catch (error) {
  console.error(error.message);                // Node would print the interpreter's whole source line, a megabyte
  process.exitCode = 1;
}
