"""The English of our Japanese texts, by the Japanese; a test names what a template lacks."""

from __future__ import annotations

from agent_ui.case_desk_english import CASE_DESK
from agent_ui.case_english import CASES
from agent_ui.contact_english import CONTACTS
from agent_ui.english_client import CLIENT
from agent_ui.english_day import DAY
from agent_ui.english_demo import DEMO
from agent_ui.english_desk import DESK
from agent_ui.english_erasure import ERASURE
from agent_ui.english_floor import FLOOR
from agent_ui.english_forecast import FORECAST
from agent_ui.english_numbers import NUMBERS
from agent_ui.english_opening import OPENING
from agent_ui.english_phone import PHONE
from agent_ui.english_quality import QUALITY
from agent_ui.english_sound import SOUND
from agent_ui.english_submission import SUBMISSION
from agent_ui.report_english import REPORTS

ENGLISH: dict[str, str] = {
    **PHONE,
    **CASES,
    **CONTACTS,
    **REPORTS,
    **NUMBERS,
    **SOUND,
    **ERASURE,
    **SUBMISSION,
    **QUALITY,
    **OPENING,
    **CASE_DESK,
    **DESK,
    **DEMO,
    **DAY,
    **CLIENT,
    **FLOOR,
    **FORECAST,
    # States and words
    "受付可": "Ready",
    "受付不可": "Not ready",
    "呼出中": "Ringing",
    "通話中": "Talking",
    "後処理中": "Wrap-up",
    "応答なし": "No answer",
    "話し中": "Busy",
    "着信拒否": "Declined",
    "電話機に届かず": "Phone unreachable",
    "応答後すぐ切断": "Hung up at once",
    "接続前に終了": "Ended before connected",
    "接続失敗": "Connection failed",
    "サインアウト": "Sign out",
    "休憩": "Break",
    "研修": "Training",
    "申請事務": "Back office",
    "打合せ": "Meeting",
    "オペレーター": "Agent",
    "管理者": "Supervisor",
    "部門責任者": "Manager",
    "委託者": "Client",
    "システム管理": "Administrator",
    "応答": "Answered",
    "待機中に切断": "Abandoned while waiting",
    "案内中に切断": "Abandoned in guidance",
    "待ち時間の上限で終了": "Waited too long",
    "回線満杯": "No line",
    "折り返し受付": "Callback taken",
    "自動案内で完了": "Served by the guidance",
    "時間内の臨時休止": "Closed within hours",
    "受付時間外": "After hours",
    "運営期間外": "Not in operation",
    "障害": "Failed",
    # Signing in
    "窓口": "Madoguchi",
    "サインイン": "Sign in",
    "ログイン名": "Login",
    "パスワード": "Password",
    "次へ": "Next",
    "やめて最初に戻る": "Cancel and start again",
    "認証アプリのコード": "Authenticator code",
    "認証アプリに表示されている6桁の数字か、回復用コードを入れてください。": (
        "Enter the 6 digits that your authenticator shows, or a recovery code."
    ),
    "コード": "Code",
    "あなたのパスワードを決めてください": "Choose your own password",
    "最初のパスワードはここまでです。ご自身だけが知るものに変えてください。": (
        "The first password has done its work. Choose one that only you know."
    ),
    "必要な文字数": "Length",
    "新しいパスワード": "New password",
    "もう一度": "Once more",
    "このパスワードにする": "Use this password",
    "認証アプリを登録してください": "Set up your authenticator",
    "認証アプリでこの図を読み取り、表示された6桁の数字を入れてください。": (
        "Scan this picture with an authenticator and enter the 6 digits that it shows."
    ),
    "二段階認証": "Second factor",
    "あとで": "Later",
    "登録すると、次からコードも入れてサインインします。あとで登録してもかまいません。": (
        "From then on each sign-in asks for its code, too. You may do it later."
    ),
    "認証アプリは登録済みです。替えるときは、システム管理者に頼んでください。": (
        "You have an authenticator. To change it, ask the system's operator."
    ),
    "認証アプリで読み取る二次元コード": "QR code for an authenticator",
    "読み取れないとき": "If it cannot be scanned",
    "この文字を認証アプリに入力してください。": "Type these letters into the authenticator.",
    "登録する": "Set up",
    "回復用コード": "Recovery codes",
    "認証アプリの代わりに一度ずつ使えます。書き写して保管してください。再表示はできません。": (
        "Each replaces the authenticator once. Write them down; they cannot be shown again."
    ),
    "保管しました": "I have kept them",
    "ほかの場所でサインインしています": "You are signed in elsewhere",
    "続けると、もう一方はすぐに終わり、席はここに引き継がれます。通話は切れません。": (
        "If you go on, the other one ends at once and its seat moves here. No call is cut."
    ),
    "ここで続ける": "Go on here",
    "ロック中": "Locked",
    "席と通話はそのままです。続けるにはパスワードを入れてください。": (
        "Your seat and your call are as they were. Enter your password to go on."
    ),
    "さんのパスワード": ", your password",
    "続ける": "Go on",
    "ログイン名かパスワードが違います。": "Login or password is wrong.",
    "コードが違うか、すでに使われています。新しいコードが表示されるまでお待ちください。": (
        "The code is wrong or was used before. Please wait for a new one."
    ),
    "パスワードが違います。": "The password is wrong.",
    "失敗が続いたため、しばらく受け付けません。少し待ってからもう一度お試しください。": (
        "Too many failed attempts. Please wait a while and try again."
    ),
    "短すぎます。文字数を増やしてください。": "Too short. Please use more letters.",
    "長すぎます。128文字までにしてください。": "Too long. Up to 128 letters are allowed.",
    "推測されやすいパスワードです。関係のない言葉を組み合わせてください。": (
        "Easily guessed. Combine words that have nothing to do with each other."
    ),
    "以前に使ったパスワードです。別のものにしてください。": (
        "You used this password before. Please choose another."
    ),
    "二つのパスワードが同じではありません。": "The two passwords are not the same.",
    # The desk
    "本文へ": "Skip to content",
    "画面": "Pages",
    "つなぎ直しています…": "Reconnecting…",
    "画面をロック": "Lock the page",
    "席を替わる": "Change seats",
    "応対": "Calls",
    "席の様子": "Floor",
    "いまの様子": "Now",
    "管理": "Administration",
    "お待ちの方": "Waiting",
    "人": "",
    "件": "",
    "最長の待ち": "Longest wait",
    "回線": "Lines",
    "本日の応答率": "Answered today",
    "本日の着信": "Calls today",
    "まだ着信はありません。": "No calls yet.",
    "席": "Seats",
    "席を選んでください": "Choose a seat",
    "席に着くと、電話を受けられるようになります。": "At a seat you can take calls.",
    "電話機": "Phone",
    "電話機あり": "Phone connected",
    "電話機なし": "No phone",
    "空いている席がありません。管理者に声をかけてください。": (
        "No seat is free. Please ask your supervisor."
    ),
    "受付可にする": "Get ready",
    "後処理を終える": "End wrap-up",
    "受付不可にする": "Not ready",
    "受付不可にする理由": "Why not ready",
    "通話の制御に届きませんでした。もう一度お試しください。": (
        "The call control could not be reached. Please try again."
    ),
    "この席はこの業務にありません。": "This campaign has no such seat.",
    "先に席を選んでください。": "Please choose a seat first.",
    "この席には先に別の人が着きました。ほかの席を選んでください。": (
        "Somebody else took this seat first. Please choose another."
    ),
    "職員の追加・停止、監査証跡の確認は、サーバーで次の命令を使います。": (
        "Staff and the audit trail are looked after with these commands on the server."
    ),
    # Inquiry records
    "記録": "Records",
    "問合せ記録": "Inquiry records",
    "記録のない通話": "Calls without a record",
    "の通話を記録する": "call: write the record",
    "この通話を記録する": "Record this call",
    "簡易記録": "Simple record",
    "の通話": "call",
    "通話なし": "No call",
    "通話なしで記録する": "Record without a call",
    "その場で完結した簡単な問合せは、分類を押すだけで記録されます。": (
        "A simple inquiry that was closed at once is recorded by pressing its category."
    ),
    "下書きと本日の記録": "Drafts and today's records",
    "時刻": "Time",
    "主な用件": "Main matter",
    "対応結果": "Result",
    "状態": "State",
    "分類なし": "No category",
    "苦情": "Complaint",
    "下書き": "Draft",
    "完了": "Closed",
    "まだ記録はありません。": "There is no record yet.",
    "記録を書く": "Write a record",
    "下書きを保存しました": "Draft saved",
    "まだ保存できていません。つながり次第、保存します。": (
        "Not saved yet. It will be saved as soon as the connection is back."
    ),
    "記録を完了する": "Close the record",
    "あと少しです。次のところを直してください。": "Nearly done. Please mend the following.",
    "用件": "Matter",
    "分類": "Category",
    "選んでください": "Please choose",
    "案内した区": "Ward",
    "案内した課": "Section",
    "内容と回答": "Question and answer",
    "定型文": "Templates",
    "この用件を消す": "Remove this matter",
    "用件を追加する": "Add a matter",
    "応対について": "About the call",
    "応対の言語": "Language",
    "苦情として記録する": "Record as a complaint",
    "緊急度": "Severity",
    "至急の苦情です。すぐに管理者へ知らせ、委託者へ電話などで報告してください。": (
        "An urgent complaint: tell a supervisor now, and report it to the client by telephone."
    ),
    "一覧へ": "To the list",
    "完了した時刻": "Closed at",
    "完結": "Closed here",
    "区役所案内": "Ward office",
    "委託者確認": "Client to confirm",
    "折り返し": "Callback",
    "管理者へ引継ぎ": "Escalated",
    "通常": "Normal",
    "至急": "Urgent",
    "日本語": "Japanese",
    "英語": "English",
    "中国語": "Chinese",
    "韓国語": "Korean",
    "ベトナム語": "Vietnamese",
    "その他の言語": "Other",
    "分類を選んでください。": "Please choose a category.",
    "対応結果を選んでください。": "Please choose a result.",
    "内容と回答を書いてください。": "Please write the question and the answer.",
    "案内した区を選んでください。": "Please choose the ward.",
    "案内した課を書いてください。": "Please write the section.",
    "苦情の分類です。「苦情として記録する」を選んでください。": (
        "This category is for complaints: please switch the complaint on."
    ),
    "苦情の緊急度を選んでください。": "Please choose how urgent the complaint is.",
    "マイナンバー（個人番号）は記録できません。番号を消してください。消すまで保存されません。": (
        "An individual number must not be recorded. Remove it; until then nothing is saved."
    ),
    "別の画面で変更されたか、すでに完了しています。内容を控えて開き直してください。": (
        "It was changed on another page, or is closed. Note what you wrote and open it again."
    ),
    "この通話には記録があるか、簡易記録にできない分類です。": (
        "This call has a record already, or the category cannot be a simple record."
    ),
    "制度概要・広報": "Scheme and publicity",
    "支給対象・金額": "Eligibility and amount",
    "お知らせ・広報の内容": "Notices",
    "申請方法": "How to apply",
    "必要書類": "Documents",
    "申請期限": "Deadline",
    "オンライン申請": "Online application",
    "受付状況": "Application status",
    "支給": "Payment",
    "支給日": "Payment day",
    "振込口座": "Bank account",
    "意見": "Opinion",
    "不備内容の確認": "Deficiencies",
    "他制度等の問合せ先案内": "Other schemes",
    "その他": "Other",
    # Errors
    "はじめの画面へ": "To the first page",
    "この画面は開けません": "This page is not for you",
    "役割が違うか、古い画面からの操作です。はじめの画面からやり直してください。": (
        "It is not for your role, or came from an old page. Please begin at the first page."
    ),
    "見つかりません": "Not found",
    "アドレスが違うか、もう無くなっています。": "The address is wrong, or it is gone.",
    "受け取れませんでした": "Not accepted",
    "入力が大きすぎるか、読めない形でした。何も変わっていません。": (
        "It was too large or could not be read. Nothing was changed."
    ),
}
