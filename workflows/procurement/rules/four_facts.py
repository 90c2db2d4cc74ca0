"""Which of the four facts of Art. 16 a sentence demands: years of existence, place of registration, size, rating.

A word is read in its clause. A negation covers the facts it names and nothing else; who works in this service, how large a group is and
where it meets are the demand's own and say nothing of the organisation (handbook D5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from workflows.procurement.rules.reading import plain

YEARS, PLACE, SCALE, RATING = "成立年限", "注册所在地", "规模", "评估等级"
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟〇", "一二三四五六七八九十百千零")
NUMBER = "[0-9零一二三四五六七八九十两百千]+"
IN = "[^，。；、]"
"""A sign inside a clause."""
HERE = (
    "(?:本(?:省|市|区|县|镇|街道?|地|土|辖区)|当地|外地|所在地|辖区|珠海|香洲|斗门|金湾|横琴|广东"
    r"|[^在于须应由进入、，。；（）]{2}(?:省|市|(?<![社小园片校山景院])区|县)(?!级)|[^在于须应由、，。；（）](?:(?<![城村乡])镇|街道))"
)
FACT = (
    "(?:(?:成立|注册|登记|运营|存续)?(?:年限|时间|年份|日期)|(?:注册|登记)(?:所在)?地(?:址|点)?|住所地|所在地|地域|户籍"
    "|(?:人员|机构|组织|单位|资产)?规模|注册资[金本]|开办资金|资产总?额?|年?收入|(?:员工|职工|人员|会员)(?:人?数|数量)"
    "|评估等级|评估结果|等级|评级|星级)"
)
FACTS = f"{FACT}(?:(?:、|和|及|与|或|以及)?{FACT})*"
LIMIT = "(?:要求|条件|限制|限定|门槛|长短|大小|高低)"
NEGATED = re.compile(
    rf"(?:对{IN}{{0,6}})?{FACTS}(?:等)?(?:均|都|一律)?(?:不限(?!于)|不受限|不[作做予加]{IN}{{0,6}}?{LIMIT}|不设{IN}{{0,4}}?{LIMIT}|[无没]有?{IN}{{0,4}}?{LIMIT})"
    rf"|(?:不限制?|不论|无论|不问|不分|不要求|不[作做设]|不得?[以将因]|不看|不考虑|无){IN}{{0,4}}?{FACTS}(?:等)?(?:作?为{IN}{{0,6}})?{LIMIT}?"
)
WELCOME = re.compile(rf"{IN}*[也亦]可以?(?:参加|参与|报名|承接|响应|报价){IN}*")
SINCE = "(?:成立|登记|注册|设立)"
YOUNGER = re.compile(
    rf"(?:自|从)?{SINCE}(?:时间|之日起)?"
    rf"(?:不足|未满|不满){NUMBER}个?(?:周年|年|月)的?，?(?:应|可|须)?(?:自|从|按|提供|提交){IN}*"
)
"""How far back the record of a young organisation reaches (Procurement Law, Art. 22): no demand that it be older."""

OWN_WORK = (
    "(?!以来|证|在册|报名|服务对象|台账|会计|社工|社会工作|心理|护士|律师|医师|营养|用户|志愿|失业"
    f"|{IN}{{0,6}}?(?:组(?!织)|队|支部|专班|站|点))"
)
"""Not what a project founds and registers for itself, nor a profession that is registered."""
TIME = f"{NUMBER}个?(?:周年|年|月|载)"
OLD = re.compile(
    rf"(?:成立|注册|设立|登记|创办|创立|组建){OWN_WORK}{IN}{{0,8}}?{TIME}|(?:成立|运营|存续|注册|登记)(?:年限|时间|年份|日期)"
    rf"|(?<!项目)(?<!服务点)(?<!站点)(?<!平台)(?<!热线)(?:运营|运作|营运|存续|开办)(?!期)(?!报告){IN}{{0,8}}?{TIME}"
    rf"|证书?{IN}{{0,4}}?(?:满|达|逾|超过){TIME}"
    rf"|{NUMBER}年{IN}{{0,8}}?前(?:依法|已|就|完成|在{IN}{{2,8}})*(?:成立|注册|设立|登记|创办){OWN_WORK}"
    rf"|{TIME}以?上?的?{IN}{{0,4}}?(?:存续|历史|资历|运营(?:经验|经历|历史)?)"
)
PERSON = re.compile("负责人|社工师|咨询师|督导|律师|护士|医师|教师|康复师|工作者|人员|成员|志愿者")

VERB = "(?!培训|活动|开展|实施|居民|志愿|讲座|小组)"
"""组织 is no body where it says what is held."""
BODY = f"(?:社会组织|社会团体|社会服务机构|民办非企业单位|机构|组织{VERB}|单位|供应商|中心)(?!备选|名录|资源|信息库|孵化|党)"
SEAT = "(?:注册|登记|成立|创办|组建)"
OFFICE = "(?:分支机构|办事机构|分公司|分部|办事处|办公(?:场所|地点|场地|室)|经营场所|固定场所|常设机构|总部|分支)"
OF_ORGANISATION = "(?:机构|单位|组织|供应商|法人|公司|主体)的?"
STANDS = (
    rf"(?:总部|常设机构|分支(?:机构)?|(?<!项目)(?<!项目组)(?<!团队)(?<!服务)(?:主要)?(?:办公(?:场所|地点|场地|室|地址?)|经营(?:场所|地址?))"
    rf"|(?<!服务)(?<!项目)驻地|(?<!项目)(?<!服务)(?<!活动)(?<!实施)所在地|{OF_ORGANISATION}(?:通讯|联系|办公)?地址|法人住所)"
)
"""Where an organisation has its seat or a branch, before the verb."""
AT = "(?:[须应需必]|必须|应当|应该)?(?:设[立置]?|位|处|落)?(?:在|于|为|是)"
BASED = re.compile(
    r"(?:注册|登记)(?:所在)?地|住所地|(?<!对象)(?<!老人)(?<!居民)(?<!长者)(?<!儿童)(?<!家庭)住所(?:须|应)?(?:在|位于|为)|户籍(?!老|居民|人口|儿童|青)|(?:登记(?:管理)?|注册|发证)机关"
    rf"{IN}{{0,4}}?(?:为|是|系|属|在)|{HERE}{IN}{{0,8}}?(?:{SEAT}{OWN_WORK}|{OFFICE})"
    rf"|{HERE}{IN}{{0,8}}?设立(?!{IN}{{0,14}}?(?:服务|站|点|岗|窗口|热线|工作室|信箱|咨询))"
    rf"|社区内?(?:依法)?(?:{SEAT}的?{BODY}|注册{OWN_WORK})"
    rf"|(?:限于?|仅限?|只限?|须|应|需|必须)(?:为|是|由|系|属于?|接受|邀请|允许|面向|选择|在)*{HERE}(?:本地|本土|范围)?内?的?(?:各类|依法|合法)?{BODY}"
    rf"|(?:限于?|仅限?|只限?)(?:由|为|是|在|面向)?{HERE}|{HERE}内?的?{BODY}{IN}{{0,4}}?(?:方可|才可|才能|方能|优先)"
    rf"|(?:外地|异地|[省市区]外|非本[地省市区]){IN}{{0,8}}?(?:不得|不可|不予|不能|除外|谢绝)"
    rf"|{STANDS}{IN}{{0,3}}?{AT}{IN}{{0,2}}?{HERE}|(?:注册|登记)(?:于|在){HERE}(?!{IN}{{0,8}}?(?:(?<!法)人|居民|对象|家庭|儿童))"
    rf"|属地(?:化|的)?{BODY}|(?:本地|本土)的?{BODY}|^(?:为|是|系)?{HERE}内?的?(?:依法)?{BODY}$"
    rf"|(?<!不得)(?:不接受|谢绝|拒绝|排除){IN}{{0,4}}?(?:外地|异地|[省市区]外)"
)

STAFF = "(?:员工|职工|从业人员|工作人员|[专全]职人员|在职人员|在编人员|(?:[专全]职|持证|注册)社工|(?:[专全]职)?(?:社会)?工作者|社工|会员)"
WEALTH = re.compile(
    rf"注册资[金本]|开办资金|资产总额|总资产|净资产|营业收入|(?<!家庭)年度?收入|利润|纳税额"
    rf"|(?:(?<![低均月庭])收入|营收|(?<!固定)资产){IN}{{0,8}}?{NUMBER}{IN}{{0,2}}?(?:万|元)"
)
HEADS = re.compile(
    rf"{STAFF}(?:总?数|人数|数量|{IN}{{0,8}}?{NUMBER}[人名个位])|(?:拥有|具有|现有|具备|有){IN}{{0,4}}?{NUMBER}[人名位](?:及?以上)?的?{IN}{{0,4}}?{STAFF}"
    rf"|(?:机构|单位|组织)(?:总|现有)?人数|{NUMBER}人(?:及?以上)的?{BODY}"
)
_PREMISES = "(?:办公|经营|营业)(?:场所|场地|用房|用地|室|面积|地点)"
AREA = re.compile(
    rf"{_PREMISES}{IN}{{0,10}}?[0-9零一二三四五六七八九十两百千万.]+(?:多|余)?(?:平方米|平米|平方|㎡|m2)"
    rf"|[0-9零一二三四五六七八九十两百千万.]+(?:多|余)?(?:平方米|平米|平方|㎡|m2){IN}{{0,8}}?{_PREMISES}"
)
"""How large the premises of an organisation are says how large it is."""
SIZE = re.compile("规模(?!化)")
SERVING = re.compile(
    "[本该]项目|服务人员|项目组|项目团队|项目(?:[专全]职)?(?:工作|服务)?人员|服务团队|服务队伍|派驻|派出|配备|投入|安排|驻点|每个?(?:社区|站点|服务点|次|场|期|班)"
)
"""Who is to work in this service is part of the demand."""
INTO_THIS = re.compile("(?:投入|服务|用于|派驻|参与)于?[本该]项目")
WHOLE = re.compile("全部|全体|总人?数|现有|拥有|在编|在册")
"""Even where staff is put into the service: this counts everybody the organisation has."""
GROUP = re.compile("每(?:次|场|期|组|班)|小组|团体(?!会员)|活动|课程|培训|讲座|辅导|受益|服务对象")
ORGANISATION = re.compile("单位|机构|社会(?:组织|团体)|组织规模|企业|从业|员工|职工|资产|承接|供应商")

OF_BODY = "(?<!满意度)(?<!绩效)(?<!项目)(?<!服务)(?<!质量)"
"""How a service was rated says nothing of the rating of the organisation."""
GRADED = "[1-5一二三四五]"
RATED = re.compile(
    rf"(?<!能力)(?<!风险)(?<!心理)(?<!需求)(?<!失能)评估等级(?!准确|划分|判定|标准)|等级评[估定]|{GRADED}[Aa]|[Aa]{{2,5}}|{GRADED}星级?(?:及?以上|社会组织|$)"
    rf"|(?:评估|评定|评级|等级){IN}{{0,8}}?(?:{GRADED}级|{GRADED}星)|{OF_BODY}(?:评估|评级)(?:结果|结论|等次|档次){IN}{{0,6}}?(?:优秀|良好|合格|以上)"
    rf"|获评{IN}{{0,4}}?{GRADED}级|{OF_BODY}(?:评估|评级|评定)(?:应|须|需|必须)?(?:达到?|获得?|为|在)?(?:优秀|良好|合格)"
)

BIDDER = re.compile(
    "投标|竞标|供应商|承接(?:主体|单位|方|机构|组织|者)|社会组织|(?:参加|报价|响应|申请|比选|服务)(?:单位|机构|方|人)|(?:单位|机构)[须应需]"
)
UNMISTAKEN = re.compile(rf"成立满?{TIME}以?上?|注册资[金本]|(?:注册|登记)地[须应在为]")


def _years(clause: str, sentence: str) -> bool:
    found = OLD.search(clause)
    # How long a person has worked is no age of the organisation, unless the word itself is one of founding.
    return bool(found) and not (PERSON.search(clause) and not re.search("成立|设立|创办|创立", clause))


def _place(clause: str, sentence: str) -> bool:
    return bool(BASED.search(clause))


def _scale(clause: str, sentence: str) -> bool:
    of_group = bool(GROUP.search(clause)) and not ORGANISATION.search(clause)
    serving = bool(SERVING.search(clause) or INTO_THIS.search(sentence)) and not WHOLE.search(clause)
    sized = bool(SIZE.search(clause)) and not of_group
    counted = bool(HEADS.search(clause) or AREA.search(clause)) and not serving
    return sized or bool(WEALTH.search(clause)) or counted


def _rating(clause: str, sentence: str) -> bool:
    return bool(RATED.search(clause))


TOLD: dict[str, Callable[[str, str], bool]] = {YEARS: _years, PLACE: _place, SCALE: _scale, RATING: _rating}


def told(text: str) -> tuple[str, ...]:
    """The facts that a text demands of the organisation, in the order of the article."""
    read = [(clause, sentence) for sentence in _sentences(text) for clause in _clauses(sentence)]
    return tuple(name for name, tells in TOLD.items() if any(tells(clause, sentence) for clause, sentence in read))


def told_of_bidders(text: str) -> tuple[str, ...]:
    """The facts that a text on the service demands of whoever would take part: only what is said of them."""
    said = [one for one in _sentences(text) if BIDDER.search(one) or UNMISTAKEN.search(one)]
    found = {name for one in said for name in told(one)}
    return tuple(name for name in TOLD if name in found)


def _sentences(text: str) -> Iterator[str]:
    """What stands between full stops, without what is negated."""
    read = plain(text).translate(FORMAL)
    for sentence in re.split("[。；！？]", read):
        yield WELCOME.sub("", YOUNGER.sub("", NEGATED.sub("", sentence)))


def _clauses(sentence: str) -> list[str]:
    return re.split("[，、：]|并且|同时|以及|但|且", sentence)
