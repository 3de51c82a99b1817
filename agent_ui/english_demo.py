"""The English of the demo's pages, by the Japanese."""

from __future__ import annotations

DEMO: dict[str, str] = {
    "市民の電話": "A citizen's phone",
    "デモ": "Demo",
    "別のタブでオペレーターとしてサインインすると、ひとりで両方を試せます。": (
        "Sign in as an agent in another tab, and be both."
    ),
    "呼び出しています": "Calling",
    "つながっています": "Connected",
    "こちらの番号": "Calling from",
    "番号を通知しない": "Withhold the number",
    "話す声": "Voice",
    "録音した質問を流す（マイクは不要）": "A recorded question (no microphone needed)",
    "マイクで話す": "Speak by microphone",
    "マイクを使えません。録音した質問を選んでください。": (
        "There is no microphone to be used. Choose the recorded question."
    ),
    "電話交換機につながりません。少し待ってからお試しください。": (
        "The telephone exchange cannot be reached. Try again in a moment."
    ),
    "話し中でした。": "The line was busy.",
    "この電話の持ち主（実在しません）": "Whose phone this is (nobody real)",
    "聞こえている音": "What is heard",
    "いまの様子": "How things stand",
    "職員としてサインイン": "Sign in as staff",
}
