"""
`python -m bot.cli.main` is `triage`.
"""

from bot.cli.main import main


if __name__ == "__main__":
    main()
