"""The English of the look before opening, and of the page that helps to trust the certificate."""

from __future__ import annotations

OPENING: dict[str, str] = {
    "開局前点検": "Before opening",
    "要対応": "To be mended",
    "すべて整っています": "Everything is in order",
    "点検した時刻": "Looked at",
    "まだ点検していません。開局の10分前に自動で点検します。": (
        "Not looked at yet. It is done by itself ten minutes before opening."
    ),
    "いま点検する": "Look now",
    "わかったこと": "What was found",
    "すること": "What to do",
    "良": "Good",
    "注意": "Note",
    "点検できませんでした。少し待ってもう一度お試しください。": (
        "It could not be done. Please wait a moment and try again."
    ),
    # Trust
    "この端末で初めて使うとき": "The first time on this device",
    (
        "この窓口の画面は、事務センターの中だけで使う証明書で守られています。端末に一度だけ証"
        "明書を入れると、警告が出なくなり、マイクが使えます。"
    ): (
        "These pages are protected by a certificate of this centre alone. Install it once on your "
        "device: the warning goes away, and the microphone works."
    ),
    "1. 証明書を受け取る": "1. Take the certificate",
    "証明書をダウンロード": "Download the certificate",
    "2. 指紋を見比べる": "2. Compare the fingerprint",
    (
        "端末が示す指紋（SHA-256）が、管理者から受け取った紙の値と同じであることを確かめます"
        "。違うときは入れずに、管理者へ知らせてください。"
    ): (
        "See that the fingerprint (SHA-256) that your device shows is the one on the "
        "paper from your supervisor. If it is not, do not install it, and tell your supervisor."
    ),
    "有効期限": "Valid until",
    "3. 端末に入れる": "3. Install it",
    "Windows（Chrome と Edge）": "Windows (Chrome and Edge)",
    "ダウンロードしたフォルダーでコマンド プロンプトを開き、次の命令が出す値を紙と見比べます。": (
        "Open a command prompt in its folder, and compare what this command says with the paper."
    ),
    (
        "ファイルをダブルクリックして「証明書のインストール」を押し、「現在のユーザー」を選びます。"
    ): ("Double-click the file, press Install Certificate and choose Current User."),
    (
        "「証明書をすべて次のストアに配置する」を選び、「信頼されたルート証明機関」を指定して"
        "完了します。"
    ): (
        "Choose Place all certificates in the following store, and there Trusted Root "
        "Certification Authorities."
    ),
    "確認の画面で「はい」を押し、ブラウザーをすべて閉じてから開き直します。": (
        "Answer Yes, then close all browser windows and open them again."
    ),
    "iPad（Safari と Chrome）": "iPad (Safari and Chrome)",
    "Safari でこの画面を開いて証明書をダウンロードし、「許可」を押します。": (
        "Open this page in Safari, download the certificate, and press Allow."
    ),
    (
        "「設定」の上に出る「プロファイルがダウンロード済み」を開き、「詳細」の指紋を紙と見比"
        "べて「インストール」を押します。"
    ): (
        "Open Profile Downloaded at the top of Settings, compare the fingerprint under More "
        "Details with the paper, and press Install."
    ),
    "「設定」→「一般」→「情報」→「証明書信頼設定」で、この証明書のスイッチを入れます。": (
        "Under Settings, General, About, Certificate Trust Settings, switch this certificate on."
    ),
    "4. 確かめる": "4. See that it works",
    "サインインの画面を開き、アドレスの横に警告がなければ完了です。": (
        "Open the sign-in page: without a warning beside the address, you are done."
    ),
    "サインインへ": "To the sign-in",
    (
        "多くの端末へまとめて入れるときは、グループポリシーや MDM で同じファイルを配れます。"
        "業務が終わったら、端末からこの証明書を削除してください。"
    ): (
        "For many devices, the same file can be given out by group policy or MDM. Remove it from "
        "the devices when the campaign is over."
    ),
}
