"""The offline browser app: its build (`python -m webapp.build`) and the scripts it ships (`client/`)."""
