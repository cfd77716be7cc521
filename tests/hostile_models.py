"""A decision model, a case and a table of rows in which every text is hostile, and files to refuse.

`~word~` in a file stands for a hostile text that begins with `Q7word`, so that it is found again
wherever it is shown; `~~word~~` for a longer one.
"""

import gzip
import re
from xml.sax.saxutils import escape

CORE = (
    "![x](http://127.0.0.1:{port}/p) [y](javascript:alert(1)) <img src=x onerror=alert(1)> :red[z]"
)
ALSO = (
    "**b** :smile: :material/home: $x$ www.evil.example </script><script>alert(1)</script> "
    "{{{{7*7}}}} \u202etxt\u202c =cmd|' /C calc'!A0"
)
_PLACE = re.compile(r"~(~?)(\w+)~~?")


HANDLER = "handler <img src=x onerror=alert(1)> *b*"
"""What a process task of the case calls."""

FILE = "![x](p) <img src=x onerror=alert(1)> :red[z] www.evil.example"
"""What a file is called, without an ending."""


class Hostile:
    """Hostile texts that would ask for a picture at a port of this machine."""

    def __init__(self, port=1):
        self.port = port
        self.core = CORE.format(port=port)

    def __call__(self, word):
        """Return the text with a mark."""
        return f"Q7{word} {self.core}"

    def long(self, word):
        """Return a longer text, for what may have some lines."""
        return f"Q7{word} {self.core} {ALSO.format()}"

    def filled(self, template):
        """Return a file with its places filled in."""

        def text(found):
            if found[2] == "port":
                return str(self.port)
            made = self.long(found[2]) if found[1] else self(found[2])
            return escape(made, {'"': "&quot;"})

        return _PLACE.sub(text, template).encode()

    @property
    def decisions(self):
        """Return a decision model that decides."""
        return self.filled(_DECISIONS)

    @property
    def charts(self):
        """Return a decision model whose names mean something to what draws charts."""
        return self.filled(_CHARTS)

    @property
    def case(self):
        """Return a definition of cases."""
        return self.filled(_CASE)

    @property
    def rows(self):
        """Return a table: hostile names of columns, hostile cells, and a row at fault."""
        names = ["Age", self("choice"), f"{self('struct')}.{self('part')}", "=cmd|'c'!A0"]
        names += [self("column"), ":smile: $x$ {{7*7}}", self("list"), "Picked"]
        lines = [names]
        picture = 'data:x" onerror="alert(1)'
        for age in ("12", "5", self("fault"), "40"):
            cells = [age, self("allowed"), "4", "=1+1", self.long("cell"), "@SUM(A1) ::z", "[]"]
            lines.append([*cells, picture])
            picture = f"http://127.0.0.1:{self.port}/p"
        return "".join(f"{','.join(map(_quoted, line))}\r\n" for line in lines).encode()


def _quoted(cell):
    return '"{}"'.format(cell.replace('"', '""'))


_LITERAL = '<literalExpression typeRef="~type~"><text>"~literal~"</text></literalExpression>'

_DECISIONS = f"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"
  xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/"
  xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
  id="definitions" name="~model~" namespace="urn:hostile" exporter="~exporter~">
  <description>~~modeldescription~~</description>
  <import name="~import~" namespace="urn:~imported~" locationURI="javascript:alert(1)"
    importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
  <itemDefinition id="choices" name="~type~" label="~typelabel~">
    <description>~~typedescription~~</description>
    <typeRef>string</typeRef>
    <allowedValues><text>"~allowed~", "~otherallowed~"</text></allowedValues>
  </itemDefinition>
  <itemDefinition id="several" name="~several~" isCollection="true">
    <itemComponent id="one" name="~one~"><description>~~onedescription~~</description>
      <typeRef>~type~</typeRef></itemComponent>
    <itemComponent id="two" name="~two~"><typeRef>boolean</typeRef></itemComponent>
  </itemDefinition>
  <itemDefinition id="structure" name="~structure~">
    <itemComponent id="part" name="~part~" label="~partlabel~"><typeRef>number</typeRef>
      <allowedValues><text>[0..9]</text></allowedValues></itemComponent>
  </itemDefinition>
  <itemDefinition id="picture" name="picture"><typeRef>string</typeRef>
    <allowedValues><text>"data:x\\" onerror=\\"alert(1)", "http://127.0.0.1:~port~/p"</text>
    </allowedValues></itemDefinition>
  <inputData id="choice" name="~choice~" label="~choicelabel~">
    <description>~~choicedescription~~</description>
    <variable name="~choice~" typeRef="~type~"/></inputData>
  <inputData id="age" name="Age"><variable name="Age" typeRef="number"/></inputData>
  <inputData id="struct" name="~struct~"><variable name="~struct~" typeRef="~structure~"/>
  </inputData>
  <inputData id="list" name="~list~"><variable name="~list~" typeRef="~several~"/></inputData>
  <inputData id="picked" name="Picked"><variable name="Picked" typeRef="picture"/></inputData>
  <decision id="main" name="~decision~" label="~decisionlabel~">
    <description>~~decisiondescription~~</description>
    <question>~~question~~</question><allowedAnswers>~~answers~~</allowedAnswers>
    <variable name="~decision~" typeRef="string"/>
    <informationRequirement id="r1"><requiredInput href="#choice"/></informationRequirement>
    <informationRequirement id="r2"><requiredInput href="#age"/></informationRequirement>
    <informationRequirement id="r3"><requiredInput href="#struct"/></informationRequirement>
    <informationRequirement id="r4"><requiredDecision href="#boxes"/></informationRequirement>
    <knowledgeRequirement id="r5"><requiredKnowledge href="#function"/></knowledgeRequirement>
    <authorityRequirement id="r6"><requiredAuthority href="#source"/></authorityRequirement>
    <decisionTable id="table" hitPolicy="FIRST" outputLabel="~outputlabel~">
      <description>~~tabledescription~~</description>
      <input id="first" label="~clause~"><inputExpression typeRef="number"><text>Age</text>
        </inputExpression><inputValues><text>[0..150]</text></inputValues></input>
      <input id="second"><inputExpression typeRef="string"><text>"~tested~"</text>
        </inputExpression><inputValues><text>"~tested~", "~othertested~"</text></inputValues>
        </input>
      <output id="out" name="~output~" label="~outputclause~" typeRef="string">
        <outputValues><text>"~outcome~", "~otheroutcome~"</text></outputValues>
        <defaultOutputEntry><text>"~otheroutcome~"</text></defaultOutputEntry></output>
      <annotation name="~annotation~"/>
      <rule id="rule ~ruleid~"><description>~~rule~~</description>
        <inputEntry id="e1"><text>&gt; 10</text></inputEntry>
        <inputEntry id="e2"><text>"~tested~"</text></inputEntry>
        <outputEntry id="e3"><text>"~outcome~"</text></outputEntry>
        <annotationEntry><text>~~remark~~</text></annotationEntry></rule>
      <rule id="rule2"><inputEntry id="e4"><text>&lt;= 10</text></inputEntry>
        <inputEntry id="e5"><text>-</text></inputEntry>
        <outputEntry id="e6"><text>"~otheroutcome~"</text></outputEntry>
        <annotationEntry><text>=cmd|' /C calc'!A0</text></annotationEntry></rule>
    </decisionTable>
  </decision>
  <decision id="boxes" name="~boxes~"><variable name="~boxes~"/>
    <informationRequirement id="r7"><requiredInput href="#list"/></informationRequirement>
    <context>
      <contextEntry><variable name="~entry~" typeRef="~type~"/>{_LITERAL}</contextEntry>
      <contextEntry><variable name="~relation~"/><relation><column name="~column~"/>
        <row>{_LITERAL}</row></relation></contextEntry>
      <contextEntry><variable name="~called~"/><invocation>{_LITERAL}
        <binding><parameter name="~binding~"/>{_LITERAL}</binding></invocation></contextEntry>
      <contextEntry><variable name="~function~"/><functionDefinition>
        <formalParameter name="~formal~" typeRef="~type~"/>{_LITERAL}</functionDefinition>
      </contextEntry>
      <contextEntry><variable name="~broken~"/><literalExpression><text>~brokentext~</text>
        </literalExpression></contextEntry>
    </context></decision>
  <decision id="image" name="image"><variable name="image" typeRef="picture"/>
    <informationRequirement id="r8"><requiredInput href="#picked"/></informationRequirement>
    <literalExpression><text>if Picked = null then "http://127.0.0.1:~port~/p" else Picked</text>
    </literalExpression></decision>
  <decision id="escaping" name='a\\" + warn("b") + "\\'><variable name='a\\" + warn("b") + "\\'/>
    <informationRequirement id="r9"><requiredInput href="#age"/></informationRequirement>
    <literalExpression><text>if Age = null then "~unknown~" else string(Age)</text>
    </literalExpression></decision>
  <businessKnowledgeModel id="function" name="~knowledge~">
    <description>~~knowledgedescription~~</description><variable name="~knowledge~"/>
    <encapsulatedLogic><formalParameter name="~parameter~"/>{_LITERAL}</encapsulatedLogic>
  </businessKnowledgeModel>
  <decisionService id="service" name="~service~"><description>~~servicedescription~~</description>
    <variable name="~service~"/><outputDecision href="#main"/><inputDecision href="#boxes"/>
  </decisionService>
  <knowledgeSource id="source" name="~source~" locationURI="javascript:alert('~uri~')">
    <description>~~sourcedescription~~</description><type>~sourcetype~</type></knowledgeSource>
  <textAnnotation id="note" textFormat="text/html"><text>~~note~~</text></textAnnotation>
  <association id="tie"><sourceRef href="#note"/><targetRef href="#main"/></association>
  <group id="group" name="~group~"/>
  <organizationUnit id="unit" name="~unit~" URI="javascript:alert(1)"/>
  <performanceIndicator id="figure" name="~figure~" URI="javascript:alert(1)"/>
</definitions>"""

_CHARTS = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"
  id="charts" name="Charts" namespace="urn:charts">
  <itemDefinition id="picture" name="picture"><typeRef>string</typeRef>
    <allowedValues><text>"data:x\\" onerror=\\"alert(1)", "http://127.0.0.1:~port~/p"</text>
    </allowedValues></itemDefinition>
  <inputData id="image" name="image"><variable name="image" typeRef="picture"/></inputData>
  <inputData id="other" name='a\\" + warn("b") + "\\'>
    <variable name='a\\" + warn("b") + "\\' typeRef="picture"/></inputData>
  <decision id="title" name="title"><variable name="title" typeRef="string"/>
    <informationRequirement id="r1"><requiredInput href="#image"/></informationRequirement>
    <informationRequirement id="r2"><requiredInput href="#other"/></informationRequirement>
    <literalExpression><text>if image = null then "~unknown~" else image</text>
    </literalExpression></decision>
</definitions>"""


def _documented(word):
    return f"<documentation textFormat='text/html'>~~{word}~~</documentation>"


_CASE = f"""<definitions xmlns="http://www.omg.org/spec/CMMN/20151109/MODEL"
  xmlns:h="urn:hostile" xmlns:ruling="urn:ruling:cmmn" id="definitions" name="~definitions~"
  targetNamespace="urn:hostilecase" author="~author~" exporter="~exporter~">
  <import location="hostile.dmn" namespace="urn:hostile"
    importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
  <caseFileItemDefinition id="record" name="~record~">{_documented("recorddocumentation")}
    <property id="p1" name="~property~"
      type="http://www.omg.org/spec/CMMN/PropertyType/string"/></caseFileItemDefinition>
  <case id="~case~" name="~casename~">{_documented("casedocumentation")}
    <caseFileModel id="file">
      <caseFileItem id="text" name="~text~" multiplicity="ZeroOrOne">{_documented("textabout")}
      </caseFileItem>
      <caseFileItem id="ruled" name="~ruled~" multiplicity="ZeroOrOne"/>
      <caseFileItem id="item" name="~item~" multiplicity="ZeroOrOne" definitionRef="record">
        <children><caseFileItem id="child" name="~child~" multiplicity="ZeroOrMore"/></children>
      </caseFileItem>
    </caseFileModel>
    <casePlanModel id="plan" name="~plan~">{_documented("plandocumentation")}
      <planItem id="~task~" name="~taskname~" definitionRef="do"><itemControl>
        <requiredRule id="must" name="~required~"><condition>true</condition></requiredRule>
      </itemControl></planItem>
      <planItem id="call" name="~call~" definitionRef="calling"/>
      <planItem id="decide" name="~decide~" definitionRef="deciding"/>
      <planItem id="stage" name="~stage~" definitionRef="staging"/>
      <planItem id="stone" name="~milestone~" definitionRef="milestone"/>
      <planItem id="told" name="~event~" definitionRef="telling"/>
      <planItem id="timer" name="~timer~" definitionRef="timing"/>
      <planItem id="broken" name="~brokentimer~" definitionRef="mistimed"/>
      <planItem id="waits" name="~waits~" definitionRef="other"><itemControl>
        <manualActivationRule id="m" name="~manual~"><condition>true</condition>
        </manualActivationRule></itemControl>
        <entryCriterion id="enter" name="~criterion~" sentryRef="sentry"/></planItem>
      <sentry id="sentry" name="~sentry~">{_documented("sentrydocumentation")}
        <planItemOnPart id="on" name="~onpart~" sourceRef="~task~">
          <standardEvent>complete</standardEvent></planItemOnPart>
        <ifPart id="if"><condition>"~condition~" != null and ~conditionsyntax~</condition></ifPart>
      </sentry>
      <planningTable id="planning">
        <discretionaryItem id="offer" name="~offer~" definitionRef="other"
          applicabilityRuleRefs="rule" authorizedRoleRefs="role"/>
        <applicabilityRule id="rule" name="~applicability~"><condition>true</condition>
        </applicabilityRule></planningTable>
      <humanTask id="do" name="~human~" performerRef="role" ruling:due="P1D"
        ruling:followUp="PT1H" ruling:priority="1" ruling:escalation="lead">
        {_documented("taskdocumentation")}
        <input id="i1" name="~shown~" bindingRef="text"/>
        <output id="o1" name="~asked~" bindingRef="text"/>
        <output id="o2" name="~askedrecord~" bindingRef="item"/></humanTask>
      <processTask id="calling" name="~process~"
        processRef="handler &lt;img src=x onerror=alert(1)> *b*">
        {_documented("processdocumentation")}
        <input id="i2" name="~sent~" bindingRef="text"/></processTask>
      <decisionTask id="deciding" name="~deciding~" decisionRef="decision">
        <output id="o3" name="~decided~" bindingRef="ruled"/>
        <parameterMapping id="back" sourceRef="out" targetRef="o3"/></decisionTask>
      <stage id="staging" name="~staging~">{_documented("stagedocumentation")}
        <planItem id="inner" name="~inner~" definitionRef="other"/></stage>
      <milestone id="milestone" name="~stone~">{_documented("milestonedocumentation")}</milestone>
      <userEventListener id="telling" name="~telling~" authorizedRoleRefs="role">
        {_documented("eventdocumentation")}</userEventListener>
      <timerEventListener id="timing" name="~timing~">
        <timerExpression>P9D</timerExpression></timerEventListener>
      <timerEventListener id="mistimed" name="~mistimed~">
        <timerExpression>"~timerexpression~"</timerExpression></timerEventListener>
      <humanTask id="other" name="~other~" performerRef="lead">{_documented("otherabout")}
      </humanTask>
      <exitCriterion id="leave" name="~exit~" sentryRef="sentry"/>
    </casePlanModel>
    <caseRoles id="roles">
      <role id="role" name="~role~">{_documented("roledocumentation")}</role>
      <role id="lead" name="~lead~"/></caseRoles>
    <input id="in" name="~parameter~" bindingRef="text"/>
    <output id="result" name="~result~" bindingRef="text"/>
  </case>
  <process id="handler &lt;img src=x onerror=alert(1)> *b*" name="~handler~"
    externalRef="~handlerref~">
    <input id="pin" name="~processin~"/></process>
  <decision id="decision" name="~decisionref~" externalRef="~decision~"
    implementationType="http://www.omg.org/spec/CMMN/DecisionType/DMN1">
    <output id="out" name="~decision~"/></decision>
  <textAnnotation id="note" textFormat="text/html"><text>~~casenote~~</text></textAnnotation>
  <association id="tie" sourceRef="note" targetRef="~task~"/>
</definitions>"""

_HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="n" namespace="u">'
_BOMB = "".join(f'<!ENTITY b{at} "{f"&b{at - 1};" * 10}">' for at in range(1, 10))


def refused_models(port):
    """Return files that are no models, by what is wrong with them."""
    outside = f"http://127.0.0.1:{port}/dtd"
    plain = f"{_HEAD}</definitions>"
    return {
        "bomb.dmn": f'<!DOCTYPE d [<!ENTITY b0 "b">{_BOMB}]>{_HEAD}&b9;</definitions>'.encode(),
        "entity.dmn": f'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>{plain}'.encode(),
        "fetched.cmmn": f'<!DOCTYPE d [<!ENTITY % e SYSTEM "{outside}"> %e;]>{plain}'.encode(),
        "dtd.dmn": f'<!DOCTYPE d SYSTEM "{outside}">{plain}'.encode(),
        "public.dmn": f'<!DOCTYPE d PUBLIC "-//x" "{outside}">{plain}'.encode(),
        "deep.dmn": f"{_HEAD}{'<a>' * 5_000}{'</a>' * 5_000}</definitions>".encode(),
        "text.dmn": b"![x](http://127.0.0.1/p) is no XML",
        "empty.cmmn": b"",
        "binary.dmn": bytes(range(256)),
        "utf7.dmn": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-definitions/+AD4-',
        "utf16.dmn": '<?xml version="1.0" encoding="utf-8"?><d/>'.encode("utf-16"),
        "hidden.dmn": f'<!DOCTYPE d [<!ENTITY e "x">]>{plain}'.encode("utf-16"),
        "packed.dmn": gzip.compress(plain.encode()),
        "html.cmmn": b"<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
        "include.dmn": (
            f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{outside}"/>'.encode()
        ),
    }


def refused_tables():
    """Return files that are no tables, by what is wrong with them."""
    return {
        "latin.csv": b"image,b\n\xff\xfe\xfa,1\n",
        "binary.csv": bytes(range(256)) * 100,
        "long.csv": b"image\n" + b"a" * 10_000_000 + b"\n",
        "cut.csv.gz": gzip.compress(b"image\nx\n" * 9_000)[:50],
        "unpacked.csv.gz": b"image\nx\n",
        "broken.parquet": b"PAR1" + bytes(100) + b"PAR1",
        "deep.jsonl": b"[" * 100_000 + b"\n",
        "empty.csv": b"",
    }


def twins():
    """Return models in which names are given twice, or meet where names are put together."""
    parts = '<itemComponent id="{0}" name="{1}"><typeRef>{2}</typeRef></itemComponent>'
    types = (("A", [("b c", "number"), ("d", "number"), ("d", "string")]), ("B", [("c", "number")]))
    declared = "".join(
        f'<itemDefinition id="{name}" name="{name}">'
        + "".join(parts.format(f"{name}{at}", *each) for at, each in enumerate(components))
        + "</itemDefinition>"
        for name, components in types
    )
    inputs = "".join(
        f'<inputData id="{id_}" name="{name}"><variable name="{name}" typeRef="{of}"/></inputData>'
        for id_, name, of in (("i", "a", "A"), ("j", "a b", "B"), ("k", "a", "B"))
    )
    needs = "".join(
        f'<informationRequirement id="r{each}"><requiredInput href="#{each}"/>'
        "</informationRequirement>"
        for each in "ijk"
    )
    decisions = (
        f'{_HEAD[:-1]} id="twins">{declared}{inputs}<decision id="D" name="D">{needs}'
        "<literalExpression><text>1</text></literalExpression></decision></definitions>"
    ).replace('name="n" namespace="u"', 'name="Twins" namespace="urn:twins"')
    case = """<definitions xmlns="http://www.omg.org/spec/CMMN/20151109/MODEL" id="d" name="m"
      targetNamespace="urn:twincase"><case id="twins" name="Twins"><caseFileModel>
      <caseFileItem id="f" name="x"/><caseFileItem id="g" name="x"/><caseFileItem id="h" name=""/>
      </caseFileModel><casePlanModel id="p" name="p">
      <planItem id="a" name="t" definitionRef="do"/><planItem id="b" name="t" definitionRef="do"/>
      <planItem id="e" name="t" definitionRef="told"/>
      <planItem id="e2" name="t" definitionRef="told"/>
      <planningTable id="pt"><discretionaryItem id="o" name="t" definitionRef="do"/>
      <discretionaryItem id="o2" name="t" definitionRef="do"/></planningTable>
      <humanTask id="do" name="t"><input id="i" name="x" bindingRef="f"/>
      <output id="u" name="x" bindingRef="f"/><output id="v" name="x" bindingRef="g"/>
      <output id="w" name="" bindingRef="h"/></humanTask>
      <userEventListener id="told" name="t"/></casePlanModel>
      <caseRoles><role id="r" name="R"/><role id="s" name="R"/></caseRoles>
      <input id="in" name="x" bindingRef="f"/><input id="in2" name="x" bindingRef="g"/></case>
      </definitions>"""
    return [("twins.dmn", decisions.encode()), ("twins.cmmn", case.encode())]
