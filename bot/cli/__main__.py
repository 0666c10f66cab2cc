"""
`python -m bot.cli` is `triage`.
"""

from bot.cli.main import main


if __name__ == "__main__":
    main()
