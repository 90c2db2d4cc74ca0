"""What the demo towns buy: six kinds of service with their usual costs, targets and words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cost:
    """An item of the budget at its unit price in yuan; `output`: the target that counts it."""

    item: str
    unit: str
    price: Decimal
    output: str
    source: str


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of service as Art. 8 and the district's list name it. `effect`: name, target in per cent, source."""

    category_class: str
    sub_item: str
    list_item: str
    costs: tuple[Cost, ...]
    effect: tuple[str, int, str]
    goal: str
    need_source: str
    demand: str
    licence: str
    risks: str
    advice: str


def _cost(item: str, unit: str, price: str, output: str, source: str) -> Cost:
    return Cost(item, unit, Decimal(price), output, source)


HOME_CARE = Service(
    "2",
    "居家养老",
    "2026-01",
    (
        _cost("上门照料", "小时", "45.00", "上门照料时数", "服务工单"),
        _cost("助浴服务", "次", "118.50", "助浴服务次数", "服务工单"),
        _cost("健康巡访", "次", "32.80", "健康巡访次数", "巡访登记"),
    ),
    ("重点对象每周联系率", 95, "巡访登记"),
    "让高龄、独居、失能长者在家中得到及时照料，减轻家庭负担",
    "走访",
    "按服务对象名单提供上门照料、助浴和健康巡访，每次服务有工单、有签认",
    "上门照料人员持有养老护理员职业技能等级证书",
    "长者突发疾病；服务对象临时变动",
    "完善服务工单签认，增加节假日巡访",
)
STUDY = Service(
    "2",
    "社区教育",
    "",
    (
        _cost("课后学业陪伴", "课时", "85.00", "学业陪伴课时", "签到与课时记录"),
        _cost("亲子阅读活动", "场", "1260.00", "亲子阅读活动场次", "签到与照片"),
    ),
    ("家长认可率", 85, "家长问卷"),
    "帮助困难家庭孩子按时完成学业，形成邻里助学氛围",
    "居民",
    "面向困难家庭学生开展课后学业陪伴和亲子阅读，每周不少于三次",
    "授课人员具备教师资格或者相应专业背景",
    "学生安全；学校课程调整",
    "按学期制定陪伴计划，加强家校沟通",
)
COUNSEL = Service(
    "2",
    "心理咨询",
    "2026-03",
    (
        _cost("个案会谈", "小时", "286.00", "个案会谈时数", "个案记录"),
        _cost("心理讲座", "场", "1880.00", "心理讲座场次", "签到与照片"),
        _cost("心理热线值守", "小时", "56.50", "热线值守时数", "值守登记"),
    ),
    ("重点个案跟进率", 90, "个案记录"),
    "及早发现并疏导心理风险，完善社区心理服务",
    "党群服务中心",
    "提供个案会谈、心理讲座和热线值守，个案资料按规定保密",
    "从业人员具备国家承认的心理服务相关资格",
    "个人信息泄露；危机个案处置",
    "增加周末时段，按周登记台账",
)
MICRO = Service(
    "1",
    "民生微实事",
    "2026-02",
    (
        _cost("便民服务日", "场", "1650.00", "便民服务日场次", "签到与照片"),
        _cost("入户走访", "户", "28.50", "入户走访户数", "走访登记"),
        _cost("居民议事会", "次", "720.00", "居民议事会次数", "会议记录"),
    ),
    ("居民诉求办结率", 90, "诉求台账"),
    "把居民身边的小事办好，提升群众获得感",
    "网格",
    "组织便民服务日、入户走访和居民议事会，收集并跟进居民诉求",
    "具有组织社区活动的专职社工",
    "天气变化；居民参与不足",
    "扩大线上征集渠道，公开诉求办理情况",
)
CORRECTION = Service(
    "4",
    "社区矫正",
    "2026-04",
    (
        _cost("个别谈话", "人次", "96.00", "个别谈话人次", "谈话记录"),
        _cost("法治教育课", "场", "1380.00", "法治教育课场次", "签到与照片"),
        _cost("公益活动组织", "次", "860.00", "公益活动次数", "活动记录"),
    ),
    ("矫正对象按时报到率", 98, "司法所登记"),
    "协助司法所做好社区矫正对象的教育帮扶，预防再犯",
    "走访",
    "在司法所指导下开展个别谈话、法治教育和公益活动，一人一档",
    "社工具备法学、社会工作或者心理学专业背景",
    "对象个人信息泄露；对象外出",
    "加强就业帮扶衔接",
)
VOLUNTEER = Service(
    "5",
    "志愿服务",
    "2026-05",
    (
        _cost("志愿者培训", "课时", "320.00", "志愿者培训课时", "签到与照片"),
        _cost("志愿项目督导", "次", "560.00", "志愿项目督导次数", "督导记录"),
        _cost("积分管理与表彰", "月", "1450.50", "积分管理月数", "积分台账"),
    ),
    ("注册志愿者活跃率", 60, "志愿服务系统"),
    "壮大社区志愿服务力量，形成邻里互助",
    "社会组织",
    "开展志愿者培训、项目督导和积分管理，培育社区志愿服务队",
    "具有志愿服务组织管理经验的项目主管",
    "志愿者流失；活动安全",
    "优化积分兑换，吸引青年参与",
)

SERVICES = {"home_care": HOME_CARE, "study": STUDY, "counsel": COUNSEL, "micro": MICRO, "correction": CORRECTION, "volunteer": VOLUNTEER}
"""By the names that the stories use."""
