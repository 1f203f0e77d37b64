"""What may go wrong at the Open311 door, each with the status that GeoReport v2 gives it.

404 for what does not exist, 403 for the key, 400 for the rest. Beside these: 405 and 429 of HTTP
itself, whose headers tell a program more. docs/reference/open311.md lists them; a test compares.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from minqing.gateway.api.errors import TroubleKind

ADDRESS_UNKNOWN = TroubleKind(
    404, "open311-address", gettext_noop("不能读取：没有这个地址。请对照 discovery 核对。")
)
FORMAT_UNKNOWN = TroubleKind(
    404, "open311-format", gettext_noop("不能读取：没有“{format}”这种格式。请用 xml 或 json。")
)
JURISDICTION_UNKNOWN = TroubleKind(
    404,
    "open311-jurisdiction",
    gettext_noop("不能办理：没有 jurisdiction_id“{given}”。这里有：{known}。"),
)
SERVICE_UNKNOWN = TroubleKind(
    404,
    "open311-service",
    gettext_noop("不能办理：没有 service_code“{given}”。请先读 services。"),
)
REQUEST_UNKNOWN = TroubleKind(
    404,
    "open311-request",
    gettext_noop("不能读取：没有这个 service_request_id。请对照回执核对。"),
)
SERVICE_MISSING = TroubleKind(
    400, "open311-service-missing", gettext_noop("不能办理：缺 service_code。请先读 services。")
)
PLACE_MISSING = TroubleKind(
    400,
    "open311-place-missing",
    gettext_noop("不能登记：没有说在哪个村（社区）。请给 attribute[village] 或 address_string。"),
)
POINT_ALONE = TroubleKind(
    400,
    "open311-point-alone",
    gettext_noop(
        "不能登记：只有经纬度，这里没有地界图，认不出是哪个村（社区）。"
        "请加上 attribute[village] 或 address_string。"
    ),
)
PLACE_UNCLEAR = TroubleKind(
    400,
    "open311-place-unclear",
    gettext_noop("不能登记：从 address_string 认不出一个村（社区）。请给 attribute[village]。"),
)
PLACE_SEVERAL = TroubleKind(
    400,
    "open311-place-several",
    gettext_noop(
        "不能登记：address_string 可以是几个地方（{candidates}）。"
        "请写明苏木镇、街道，或给 attribute[village]。"
    ),
)
POINT_WRONG = TroubleKind(
    400,
    "open311-point",
    gettext_noop("不能登记：lat 和 long 须是一对 WGS84 十进制度数。请改正或去掉。"),
)
WORDS_MISSING = TroubleKind(
    400,
    "open311-description-missing",
    gettext_noop("不能登记：没有说是什么事。请写 description，或给 attribute[category]。"),
)
TOO_LONG = TroubleKind(
    400, "open311-too-long", gettext_noop("不能办理：{name} 超过{most}个字。请写短些。")
)
VALUE_WRONG = TroubleKind(
    400, "open311-value", gettext_noop("不能办理：{name} 的值不对。请对照文档改正。")
)
TWICE = TroubleKind(400, "open311-twice", gettext_noop("不能办理：{name} 给了几次。请只给一次。"))
DATE_WRONG = TroubleKind(
    400,
    "open311-date",
    gettext_noop("不能读取：{name} 须写成 2026-01-31T00:00:00+08:00。请改正。"),
)
RANGE_WRONG = TroubleKind(
    400,
    "open311-range",
    gettext_noop("不能读取：start_date 到 end_date 须在{most}天以内、先后不倒。请改正。"),
)
TOO_MANY = TroubleKind(
    400, "open311-too-many", gettext_noop("不能读取：一次问了超过{most}个。请分几次。")
)
FORM_WRONG = TroubleKind(
    400,
    "open311-form",
    gettext_noop("不能办理：内容须是 UTF-8 的 application/x-www-form-urlencoded。请改正。"),
)
TOO_LARGE = TroubleKind(
    400, "open311-too-large", gettext_noop("不能办理：内容超过{most}字节。请写短些。")
)
KEY_MISSING = TroubleKind(
    403, "open311-key-missing", gettext_noop("不能登记：这里须带 api_key。请向这里的管理员申请。")
)
KEY_WRONG = TroubleKind(
    403, "open311-key", gettext_noop("不能登记：api_key 不对，或已失效。请向这里的管理员核对。")
)
NOT_ALLOWED = TroubleKind(
    405, "open311-method", gettext_noop("不能办理：这个地址不接受{method}。请改用{allowed}。")
)

KINDS = tuple(one for one in list(globals().values()) if isinstance(one, TroubleKind))
