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
    "忙しい朝": "A busy morning",
    "架空の市民が10分間、次々に電話をかけます。seat-08からseat-10は自動で応答します。": (
        "For ten minutes synthetic citizens call one after the other; seats 08 to 10 answer. "
    ),
    "管理者のボードや報告書で、数字が動くようすをご覧ください。": (
        "Watch the figures of the supervisors' board and the reports move."
    ),
    "かけてきた人": "Have called",
    "残り": "Left",
    "つながりません。少し待ってからお試しください。": "No connection. Try again in a moment.",
    "忙しい朝を始める": "Begin a busy morning",
    "終わりにする": "End it",
    "聞こえている音": "What is heard",
    "いまの様子": "How things stand",
    "職員としてサインイン": "Sign in as staff",
}
