"""The English of the pages of calling, by the Japanese; part of `english`."""

from __future__ import annotations

CONTACTS: dict[str, str] = {
    # Results, answerers, what follows
    "本人応答・了解": "Applicant understood",
    "再架電希望": "Asks for another time",
    "話中": "Line busy",
    "留守電": "Answering machine",
    "番号不使用": "Number not in use",
    "別人": "Somebody else's number",
    "本人不在": "Applicant not there",
    "架電を望まない": "Wants no calls",
    "呼び出せず": "Could not be carried",
    "呼出中に切断": "Hung up while it rang",
    "期間の日付を読めません。2000年から2099年までの日付を入れてください。": (
        "These days cannot be read. Enter days from 2000 to 2099."
    ),
    "通話あり": "Answered",
    "結果がまだ記録されていない架電": "Calls whose result nobody has recorded",
    "相手が出て終わった架電です。担当者に確かめて、代わりに記録してください。": (
        "Somebody answered and the call is over. Ask the agent, and record it for them."
    ),
    "結果を選ぶ": "Choose the result",
    "未サインイン": "Nobody signed in",
    "折り返しあり": "Called back",
    "見送り": "Skipped",
    "ご本人": "The applicant",
    "ほかの方": "Somebody else",
    "書類が届いている": "Paper has arrived",
    "別件で連絡中": "In touch already",
    "責任者の確認が必要": "A supervisor has to look",
    "いまは架電できない": "Cannot call now",
    "書類の到着を待つ": "Waiting for the paper",
    "約束の時刻に架電": "Call at the promised time",
    "次の架電": "Next attempt",
    "不備通知": "Notice by letter",
    "委託者への確認": "Ask the client",
    "責任者の対応": "For a supervisor",
    "不備は解消済み": "Nothing is missing any more",
    "不備は解消済みです。お願いすることはありません。": (
        "Nothing is missing any more: there is nothing to ask for."
    ),
    # Reasons
    "いま架電できます": "Due now",
    "架電の時間外": "Outside calling hours",
    "前の架電から間を空けている": "Waiting since the last attempt",
    "別の日に架電する": "On another day",
    "別の時間帯に架電する": "In another band of hours",
    "約束の時刻を待っている": "Waiting for the promised time",
    "見送り中": "Put off",
    "不備が見つかったばかり": "Just found",
    "差し戻しの返答待ち": "Sent back, no answer yet",
    "差し戻しがまだ": "Not sent back yet",
    "書類の到着待ち": "Paper awaited",
    "折り返しの約束が先": "A callback is promised, and comes first",
    "担当者に提示中": "Before an agent",
    "電話番号として読めない（手作業）": "No telephone number (by hand)",
    "呼び出せないことが続いた（手作業）": "Failed again and again (by hand)",
    "責任者の確認待ち（手作業）": "Waiting for a supervisor (by hand)",
    "責任者対応": "Supervisor only",
    "架電しない番号": "Number is not called",
    "所定の回数を終えた": "No attempt left",
    "架電を打ち切った": "Given up",
    "運営期間が終わる": "Operation ends before",
    "返送可": "Can be sent back",
    "返送不可": "Cannot be sent back",
    "要指示": "Client to say",
    # The agent's page
    "架電": "Call out",
    "これまでの架電": "Attempts so far",
    "かける前に": "Before dialling",
    "電話をかける": "Dial",
    "先に席の電話が鳴ります。取ると相手を呼び出します。": (
        "Your seat's phone rings first. Pick up, and the number is dialled."
    ),
    "かけずに見送る": "Skip",
    "どなたが出ましたか": "Who answered?",
    "センターの名前と番号のほかは伝えません。": "Tell the centre's name and number, nothing else.",
    "結果": "Result",
    "約束の日時": "Promised time",
    "留守番電話に残す言葉": "What to say to an answering machine",
    "留守番電話には何も残さずに切ります。": "Leave no word on an answering machine.",
    "書類に不備のある方への架電": "Call applicants whose papers are incomplete",
    "相手と不備の内容、話す言葉を先に確かめてから電話をかけます。": (
        "You see whom, what is missing and what to say first; then you dial."
    ),
    "次の人を見る": "Next person",
    "「そちらから電話がありましたか」": "“Did you call me?”",
    "電話のあった番号": "Number that was called",
    "調べる": "Look up",
    "こちらから電話をしています。お名前や内容は、ご本人と確かめてからお伝えください。": (
        "We did call. Tell names or contents only after the identity is checked."
    ),
    "こちらからの電話の記録はありません。": "There is no call of ours.",
    "不審な電話として報告する": "Report a suspicious call",
    "聞き取った内容": "What was said",
    "管理者に報告する": "Report to the supervisor",
    "いま架電する人はいません。": "Nobody is due now.",
    (
        "この架電はなくなりました。書類が届いたか、ほかの人が対応しているか、お見せする時間が過ぎています。"
        "かけないでください。"
    ): (
        "This contact is gone: the paper arrived, somebody else has it, or it was shown too long. "
        "Do not call."
    ),
    (
        "この電話は取りやめました。着信があったか、書類が届いたか、架電の時間が終わりました。"
        "相手は呼び出していません。"
    ): (
        "This call was stopped: somebody called in, the paper arrived, or the hours are over. "
        "Nobody was dialled."
    ),
    "いまは電話をかけられません。席の電話と回線を確かめてください。": (
        "Nobody can be called now. Check the seat's phone and the lines."
    ),
    "電話がかかったか確かめられません。かけ直さずに、管理者に声をかけてください。": (
        "It is not sure whether it was dialled. Do not dial again; tell a supervisor."
    ),
    "先に席を選んでください。": "Choose a seat first.",
    "電話番号として読めません。市外局番から入れてください。": (
        "That is no telephone number. Begin with the area code."
    ),
    "先に本人確認をしてください。": "Check the identity first.",
    "こちらからの電話への折り返しです": "Returns our call",
    "お願いの内容は、本人確認をしてからお伝えください。": "Tell what is missing after the check.",
    "折り返しの結果": "What came of it",
    "折り返しの結果を記録しました。": "It is recorded.",
    "報告しました。管理者の画面にすぐに出ます。": "Reported. Supervisors see it at once.",
    "席の電話がつながっていません。": "The seat's phone is not connected.",
    "この席は通話中です。": "The seat is in a call.",
    "回線がすべて使われています。": "Every line is in use.",
    "この席は架電の担当ではありません。架電の技能のある席からかけてください。": (
        "This seat does not call applicants. Use a seat with the outbound skill."
    ),
    "架電は止められています。管理者が始めるまでかけられません。": (
        "Calling is stopped. Nobody is called until a supervisor starts it."
    ),
    "架電は一時停止しています。再開されてからかけてください。": (
        "Calling is paused. Dial when it goes on."
    ),
    "応答率が下がっているため、架電を控えています。着信を優先してください。": (
        "Calling rests: callers are answered too seldom. Take callers first."
    ),
    "着信のために残す回線と席が足りません。少し待ってからかけてください。": (
        "The lines and seats kept for callers would not be left. Wait a little, then dial."
    ),
    "この方は通話中か、折り返しの約束があります。重ねてかけないでください。": (
        "This person is in a call or was promised a callback. Do not call as well."
    ),
    # The supervisors' page
    "架電の状況": "Calling",
    "不審な電話の報告": "Suspicious calls",
    "不審な電話": "Suspicious call",
    "連絡した時刻は、電話の報告を受けた後、いままでにしてください。": (
        "The time must be after the report and not in the future."
    ),
    "この報告はすでに処理されています。": "This report was settled already.",
    "こちらから電話をした番号": "A number that we called",
    "こちらからの電話ではない": "Not a call of ours",
    "確認した": "Seen",
    "自動の架電": "Calling by the system",
    "架電しています": "Calling",
    "止めています": "Stopped",
    "応答率が下がっているため、控えています": "Resting: the answer rate is low",
    "一時停止しています": "Paused",
    "一時停止する": "Pause",
    "再開する": "Resume",
    "一時停止では、かけている電話はそのまま続き、予定も残ります。": (
        " A pause lets talks go on and keeps who is planned."
    ),
    "自動の架電は始まっていません。": "Calling by the system has not been started.",
    "止める": "Stop",
    "始める": "Start",
    "席を先に押さえてからかけます。着信が優先で、約束した折り返しは止めても続きます。": (
        "A seat is kept first. Callers come first; promised callbacks go on when it is stopped."
    ),
    "止めている間と一時停止の間は、席からの架電もできません。": (
        " While it is stopped or paused, agents cannot call applicants either."
    ),
    "いま架電できる人": "Due now",
    "この一時間の架電": "Attempts in the last hour",
    "本人応答": "Reached",
    "折り返しの着信": "Called back",
    "不備の解消": "Resolved",
    "結果の記入待ち": "Without result",
    "時間帯": "Hour",
    "何回目": "Attempt",
    "件数": "Count",
    "架電の予定と、かけない理由": "Who is due, and why not the others",
    "不備のある申請はありません。": "No application is incomplete.",
    "手作業の要る方": "By hand",
    "架電をやめる": "Stop calling",
    "架電不通として扱います。この申請にはもうかけません。": (
        "It counts as not reached. Nobody calls about this application any more."
    ),
    "委託者の指示": "The client's word",
    "返送": "Return",
    "指示の内容": "What was said",
    "記録する": "Keep",
    "架電不通の申請はありません。": "Nobody is unreached.",
    "次の不備通知": "Next notices",
    "入る": "In",
    "入らない": "Not in",
    "不備通知は": "Notices begin on",
    "からです。それまでに架電不通となった方も、最初の通知に入ります。": (
        ". Whoever was unreached before that is in the first run, too. "
    ),
    "委託者が「返送不可」とした方と責任者対応の方には送りません。": (
        "None goes to whom the client said nothing can be sent, or whom a supervisor handles."
    ),
    "委託者に示す一覧": "Lists for the client",
    "一覧を作る": "Make the list",
    "いまの架電不通を一覧にして残します。作った一覧は、何度でも同じものを書き出せます。": (
        "Keeps the unreached as they stand; a list that was made can be given out again unchanged."
    ),
    "作った日時": "Made at",
    "ハッシュ（SHA-256）": "Hash (SHA-256)",
    "書き出す": "Export",
    "架電しない番号の一覧": "Numbers that are not called",
    "登録の日時": "Since",
    "担当": "By",
    "理由を選ぶ": "Choose why",
    "解除する": "Call again",
    "架電しない番号はありません。": "Every number may be called.",
    "記録した結果を直す": "Correct a result",
    "直す結果": "Right result",
    "直す": "Correct",
    "この七日間に結果の付いた架電はありません。": "No attempt has a result in the last seven days.",
    "記録の誤り": "Recorded wrongly",
    "本人の申し出": "The applicant says so",
    "番号を確かめた": "The number was checked",
    "架電を望まない番号": "Wants no calls",
    "別人の番号": "Somebody else's number",
    "使われていない番号": "Number not in use",
    "から": "from",
    "まで": "to",
    "表示する": "Show",
    "期間の結果": "Results",
    "つながった結果": "Reached",
    "つながらなかった理由": "Why not reached",
    "割合": "Share",
    "この期間の架電はありません。": "Nobody was called in these days.",
    "期間の架電": "Attempts",
    "受付番号": "Receipt number",
}
