"""`python -m app` is `madoguchi`."""

from app.cli.main import main

if __name__ == "__main__":
    main()
