"""
What people say in other languages, as tables: Chinese, Japanese and Korean, which share no word with
the English tables, and German, French, Spanish, Italian and Portuguese where their words do not.

The same facts as in the English tables and in the same order: events first, then errors told in own
words. Languages without spaces have no word boundaries, so the patterns there ask for none.
"""

from __future__ import annotations

from dataclasses import replace

from diagnostics.reports.rules.rule import rule, within


_SELLER = r"(?:卖家|賣家|店铺|店舗|账号|账户|帐号|帳號|アカウント|セラー|셀러|판매자|계정)"
_SHUT = r"(?:封|停用|被关|关闭|冻结|暂停|停止|閉鎖|凍結|無効|審査|审核|정지|중지|비활성)"
_WORD_ASIAN = r"(?:密码|密碼|パスワード|비밀번호|两步验证|二步验证|二段階認証|2段階認証)"
_ALTERED = r"(?:修改|更改|改了|重置|变更|変更|リセット|更新|변경)"
_GRANT_ASIAN = r"(?:授权|授權|認可|認証|連携|開発者権限|许可|refresh.?token|인증)"
_GRANT_WEST = (
    r"(?:autorisierung|autorisation|autorización|autorizzazione|autorização|permiso|permesso"
    r"|permissão|berechtigung|zugriff)"
)
_APP_WEST = rf"(?:{_GRANT_WEST}|\bapp\b|anwendung|application\b|aplicación|applicazione|aplicativo)"

_LAPSED_ASIAN = r"(?:过期|到期|過期|期限切れ|有効期限|切れ|만료)"
_LAPSED_WEST = (
    r"(?:abgelaufen|läuft ab|erneuer\w*|verlänger\w*|expiré\w*|caducad\w*|expirad\w*|vencid\w*"
    r"|scadut\w*|scadenza|renouvel\w*|renov\w*|rinnov\w*)"
)

_EVENTS = (
    rule("pasted.security_reset", within(_WORD_ASIAN, _ALTERED, 15)),
    rule(
        "pasted.user_not_permitted",
        r"(?:子账号|子账户|子帳號|サブアカウント|サブユーザー).{0,20}(?:没有|无|不|ない|できない|せん)|(?:需要|必须|非).{0,6}主账[号户]",
    ),
    rule(
        "pasted.account_inactive",
        within(_SELLER, _SHUT, 12),
        r"(?:个人|個人)(?:卖家|销售)|专业(?:卖家|销售)|(?:大口|小口)出品",
    ),
    rule(
        "lwa_token.invalid_grant platform_status.disconnected_by_platform",
        within(_GRANT_ASIAN, r"(?:取消|撤销|撤銷|解除|移除|取り消|취소|해제)", 12),
        within(
            _APP_WEST,
            r"(?:widerrufen|entzogen|deaktiviert|entfernt|révoqué\w*|retiré\w*|revocad\w*|retirad\w*|revocat\w*|rimoss\w*|revogad\w*|removid\w*)",
            50,
        ),
    ),
    rule(
        "consent_age.over_12_months lwa_token.invalid_grant",
        within(
            _GRANT_ASIAN,
            rf"(?:{_LAPSED_ASIAN}|失效|重新授权|再認可|再連携)",
            14,
        ),
        within(_GRANT_WEST, _LAPSED_WEST, 60),
        within(
            r"(?:[1一]年(?:に|ごと|毎)?[1一]?回?|每年|毎年|365 ?[天日]|12 ?(?:个月|ヶ月|か月)|1년)",
            r"(?:更新|授权|認可|認証|トークン|令牌|连携|連携|갱신)",
            30,
        ),
    ),
    # A token that lapsed may as well be the one that lives for an hour.
    rule(
        "consent_age.over_12_months lwa_token.invalid_grant",
        within(r"(?<!access )(?<!access_)(?:token|トークン|令牌|토큰)", _LAPSED_ASIAN, 14),
        within(
            r"(?<!access )(?<!access-)(?<!access_)(?:token|verbindung|connexion|conexión|connessione)",
            _LAPSED_WEST,
            60,
        ),
        sure=False,
    ),
)
EVENTS = tuple(replace(each, claim=True) for each in _EVENTS)

# Errors told in own words.
TOLD = (
    rule(
        "pasted.report_fatal",
        r"(?:报告|报表|レポート|리포트|bericht|rapport|informe|relatório).{0,40}(?:FATAL|失败|失敗|실패|fehlgeschlagen|échou\w*|fallid\w*)",
        sure=False,
    ),
    rule(
        "pasted.report_cancelled",
        r"(?:报告|报表|レポート|리포트|bericht|rapport|informe|relatório).{0,40}(?:CANCELL?ED|取消|キャンセル|abgebrochen|annulé|cancelad\w*)",
        sure=False,
    ),
    rule(
        "pasted.throttled",
        r"限流|限速|过于频繁|太频繁|频率(?:过高|限制)|请求次数|超出配额|超过配额|スロットリング|制限を超え|リクエスト(?:数|が多)|レート制限|요청.{0,6}(?:초과|많)|호출 제한",
        r"zu viele anfragen|limit überschritten|ratenbegrenzung|trop de requêtes|limite de requêtes|demasiadas (?:solicitudes|peticiones)|límite (?:de \w+ )?(?:excedid|superad)|troppe richieste|muitas (?:solicitações|requisições)",
    ),
    rule(
        "pasted.timeout",
        r"超时|逾时|タイムアウト|시간 ?초과|zeitüberschreitung|délai (?:d'attente )?dépassé|tiempo de espera|tempo (?:di attesa )?scaduto|tempo esgotado",
    ),
    rule(
        "pasted.network_error",
        r"无法访问|无法连接|连接(?:失败|被拒绝|重置|中断)|网络(?:错误|异常|不通)|接続できま|接続に失敗|ネットワークエラー|연결.{0,6}(?:실패|거부)",
        r"verbindung .{0,20}(?:fehlgeschlagen|abgelehnt|unterbrochen|zurückgesetzt)|connexion (?:refusée|impossible|interrompue)|conexión (?:rechazada|fallida)|connessione (?:rifiutata|fallita)",
        sure=False,
    ),
    rule(
        "pasted.server_error",
        r"(?:服务器|服务端|内部|サーバー?|서버).{0,6}(?:错误|異常|异常|エラー|오류|宕机|ダウン)|服务不可用|メンテナンス|障害",
        r"intern\w+ ?server-?fehler|serverfehler|erreur (?:interne|serveur)|error (?:interno|del servidor)|errore (?:interno|del server)|erro (?:interno|do servidor)|\bstörung\b|\bausfall\b",
        sure=False,
    ),
    rule(
        "ads_profiles.none pasted.ads_no_profile",
        r"(?:没有|无|空|找不到|ない|見つから).{0,16}(?:profile|配置文件|プロファイル)|(?:profile|配置文件|プロファイル).{0,16}(?:为空|空|没有|ない|見つから)",
        sure=False,
        side="ads",
    ),
    rule(
        "pasted.restricted_data_token",
        r"(?:买家|收件人|购入者|購入者|구매자).{0,10}(?:信息|地址|姓名|電話|电话|情報|住所|氏名|정보)|個人情報|个人信息",
        sure=False,
    ),
    rule(
        "pasted.role_not_configured",
        r"(?:缺少|没有|无|未(?:申请|授予|开通)).{0,6}(?:角色|权限)|权限不足|ロール.{0,16}(?:ない|未|せん|承認|必要|不足)|権限が(?:ない|あり)|역할|권한.{0,6}없",
        r"\brolle\b.{0,30}\bfehl\w*|fehlende rolle|rôle manquant|falta (?:el )?rol\b|ruolo mancante",
        sure=False,
    ),
    rule(
        "pasted.object_not_found",
        r"找不到|不存在|未找到|見つかりません|存在しない|찾을 수 없|nicht gefunden|introuvable|no encontrad\w|non trovat\w|não encontrad\w",
        sure=False,
    ),
    rule(
        "pasted.request_malformed",
        r"参数(?:错误|无效|缺失)|无效(?:的)?参数|缺少参数|请求格式|パラメータ|不正なリクエスト|잘못된 요청|ungültige\w* (?:parameter|anfrage|eingabe)|paramètre\w* (?:invalide|manquant)\w*|parámetro\w* (?:inválid|no válid)\w*|parametro non valido",
        sure=False,
    ),
    rule(
        "pasted.empty_data",
        r"数据为空|没有数据|返回空|データ(?:が|は)(?:ない|空|あり)|空の(?:結果|レスポンス)|데이터가 없|keine daten|aucune donnée|sin datos|nessun dato|sem dados",
        sure=False,
    ),
    rule(
        "pasted.question",
        r"怎么|如何|请问|吗？|吗\?|どうすれば|方法(?:は|を)|でしょうか|ですか|어떻게|wie (?:kann|lange|oft)|comment (?:faire|puis)|cómo (?:puedo|se)|come (?:posso|si fa)",
        sure=False,
    ),
)
