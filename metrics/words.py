"""The Japanese words of figures, the same on every page and paper."""

from __future__ import annotations

from callcenter.outcome import Outcome
from metrics.report_plan import Part

OUTCOMES: dict[Outcome, str] = {
    Outcome.ANSWERED: "応答",
    Outcome.ABANDONED_IN_QUEUE: "待機中に切断",
    Outcome.ABANDONED_IN_GUIDANCE: "案内中に切断",
    Outcome.OVERFLOW: "待ち時間の上限で終了",
    Outcome.NO_LINE: "回線満杯",
    Outcome.CALLBACK_TAKEN: "折り返し受付",
    Outcome.SELF_SERVED: "自動案内で完了",
    Outcome.CLOSED_IN_HOURS: "時間内の臨時休止",
    Outcome.AFTER_HOURS: "受付時間外",
    Outcome.NOT_IN_OPERATION: "運営期間外",
    Outcome.FAILED: "障害",
}
"""In the order in which they are shown."""

RESULTS: dict[str, str] = {
    "closed": "完結",
    "ward_office": "区役所案内",
    "client": "委託者確認",
    "callback": "折り返し",
    "escalated": "管理者へ引継ぎ",
}
"""How a matter was left, by the word that rows hold."""

DOINGS: dict[str, str] = {
    "ready": "受付可",
    "ringing": "呼出",
    "talking": "通話",
    "held": "保留",
    "wrap_up": "後処理",
    "not_ready": "離席など",
}
"""What a person does at a seat, in the order of the columns."""

MEASURED: dict[str, str] = {
    "guidance": "案内",
    "wait": "待ち",
    "ring": "呼出",
    "talk": "通話",
    "hold": "保留",
    "wrap_up": "後処理",
    "ready": "受付可",
    "ringing": "呼出",
    "talking": "通話",
    "not_ready": "離席など",
}
"""Spans of a call and states of a seat, as definitions name them."""

SEVERITIES: dict[str, str] = {"normal": "通常", "urgent": "至急"}
MEANS: dict[str, str] = {"phone": "電話", "mail": "メール", "meeting": "対面", "paper": "文書"}
"""How the client was told of an urgent complaint."""

HEADINGS: dict[Part, str] = {
    Part.SUMMARY: "応答率",
    Part.CHART: "日別の着信と応答",
    Part.BY_DAY: "日別の件数",
    Part.BY_HALF_HOUR: "時間帯別の件数",
    Part.BY_OUTCOME: "呼の結果",
    Part.QUALITY: "応対の品質",
    Part.CALLERS: "当日中におつなぎできた方",
    Part.BY_CATEGORY: "お問い合わせの内容",
    Part.BY_DIVISION: "業務区分ごとの件数",
    Part.BY_RESULT: "お問い合わせの結果",
    Part.COMPLAINTS: "苦情",
    Part.CALLBACKS: "折り返し",
    Part.CALLBACKS_KEPT: "折り返しの結果",
    Part.OUTBOUND: "架電の結果",
    Part.OUTBOUND_ATTEMPTS: "架電の回数と到達",
    Part.SEATS: "席数（契約と実績）",
    Part.CARRIER_BUSY: "通信事業者側での話中",
    Part.STAFF: "要員の活動",
    Part.STAFF_TIME: "要員の作業時間",
    Part.DEFINITIONS: "定義による応答率の違い",
    Part.ACCESS: "個人情報の取扱い",
    Part.ROSTER: "個人情報の従事者",
    Part.INCIDENTS: "個人情報の事故",
    Part.CASES: "申請・対象者の状況",
    Part.PEOPLE: "区分ごとの対象者（予定と実績）",
}
"""A campaign may write its own."""

CONTACTS: dict[str, str] = {
    "understood": "本人応答・了解",
    "call_again": "再架電希望",
    "no_answer": "応答なし",
    "busy": "話中",
    "machine": "留守電",
    "not_in_use": "番号不使用",
    "rejected": "着信拒否",
    "wrong_person": "別人",
    "absent": "本人不在",
    "refused": "架電を望まない",
    "failed": "呼び出せず",
    "cancelled": "呼出中に切断",
    "returned": "折り返しあり",
    "": "結果の記録待ち",
}
"""How an attempt to call an applicant ended, by the word that rows hold."""
REACHED = frozenset({"understood", "call_again", "refused", "returned"})
"""Of those, what means that the applicant was spoken with."""

UNMEASURED = "未計測"

ROLES: dict[str, str] = {
    "agent": "オペレーター",
    "supervisor": "管理者",
    "manager": "部門責任者",
    "client": "委託者",
    "admin": "システム管理",
}
INCIDENTS: dict[str, str] = {
    "leak": "漏えい",
    "loss": "紛失・滅失",
    "damage": "毀損",
    "access": "不正アクセス",
    "misdirected": "誤送付・誤案内",
    "unallowed": "目的外の取扱い",
    "breach": "セキュリティの定めへの違反",
    "failure": "災害・設備の故障",
    "near_miss": "事故に至らなかったもの（ヒヤリハット）",
    "other": "その他",
}
"""Kinds of incidents with personal data, as the desk knows them."""

ACTIONS: dict[str, str] = {
    "identity_checked": "本人確認ができた",
    "identity_not_proved": "本人確認ができなかった",
    "case_unmasked": "申請の個人情報を表示した",
    "cases_searched": "申請を検索した",
    "case_seen": "申請を閲覧した",
    "case_file_seen": "添付書類を閲覧した",
    "case_list_made": "申請・対象者の一覧を作成した",
    "case_list_exported": "申請・対象者の一覧を書き出した",
    "cases_exported": "申請のデータを書き出した",
    "banks_replaced": "金融機関の一覧を差し替えた",
    "banks_restored": "金融機関の一覧を同梱のものに戻した",
    "case_corrected": "申請の内容を訂正した",
    "run_exported": "作成した回のファイルを取り出した",
    "record_seen": "問合せ記録を閲覧した",
    "ticket_seen": "委託者への確認の案件を閲覧した",
    "promises_listed": "約束の一覧を閲覧した",
    "callbacks_listed": "折り返しの一覧を閲覧した",
    "contact_seen": "架電先の個人情報を表示した",
    "call_asked_about": "お電話の有無の照会に答えた",
    "client_looked": "委託者が閲覧した",
    "sound_fetched": "録音の部分を読み込んだ",
    "sound_played": "録音を再生した",
    "sound_exported": "録音を書き出した",
    "records_exported": "問合せ記録を書き出した",
    "unreached_exported": "架電不通の一覧を書き出した",
    "submission_made": "提出用の資料を作成した",
    "erasure_requested": "消去を申請した",
    "erasure_approved": "消去の同意を得た",
    "erasure_done": "消去を実施した",
    "sound_erased": "録音を消去した",
    "file_erased": "ファイルを消去した",
    "case_file_erased": "添付書類を消去した",
    "program_admitted": "プログラムに読み取りを認めた",
    "program_ended": "プログラムの読み取りを終えた",
    "refused": "権限のない操作を拒んだ",
    "sign_in_failed": "サインインに失敗した",
    "designated": "従事者を指定した",
    "designation_ended": "従事者の指定を解いた",
    "work_listed": "仕事の一覧を閲覧した",
    "escalation_seen": "管理者への引継ぎを閲覧した",
    "board_calls_listed": "ボードの通話の一覧を閲覧した",
    "cases_listed": "申請の一覧を閲覧した",
    "sound_sought": "録音の再生位置を移した",
    "cases_imported": "申請のファイルを取り込んだ",
    "run_made": "支給・通知・引渡しの回を作成した",
    "run_cancelled": "作成した回を取り消した",
    "unreached_listed": "架電不通の一覧を閲覧した",
    "records_listed": "問合せ記録の一覧を閲覧した",
    "sounds_listed": "録音の一覧を閲覧した",
    "calls_listed": "通話の一覧を閲覧した",
    "reminders_seen": "期限の近いものを閲覧した",
    "board_opened": "ライブボードを閲覧した",
}
"""What the audit trail tells of the handling of personal data, by its word.

New ones come last: the rows of a frozen report open by their place.
"""
