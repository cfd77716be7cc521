"""The loan example: its model is sound, and says what the same rules say in plain Python.

The rules below are written from the policy, not from the model: no FEEL, no tables. Text that is no
number counts as not given; what an input may not be makes that whole input null.
"""

import csv
import importlib.util
import io
import json
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path

import pytest
from lxml import etree

import dmn

LOAN = Path(__file__).parents[2] / "examples" / "loan"
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
NUMBERS = Context(prec=34)
COLUMNS = (
    *("Employment Status", "Product", "Term in Months", "Application Score"),
    *("Credit Risk Category", "Interest Rate", "Instalment", "Debt Ratio", "Affordability.Level"),
    *("Missing Information", "Decline Reasons", "Eligibility", "Manual Review"),
    *("Required Documents", "Routing"),
)
USUAL = {
    "Name": "Marta Lindqvist",
    "Age": 41,
    "Employment Status": "Employed",
    "Months in Employment": 84,
    "Monthly": {"Income": 5000, "Expenses": 1900, "Repayments": 250},
    "Credit Score": 705,
    "Bankrupt": False,
    "Existing Customer": True,
    "Purpose": "Home",
    "Preferred Term": None,
}


# --- the rows ------------------------------------------------------------------------------------


def rows_of(name):
    with (LOAN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def value_of(header, text):
    name = header.rpartition(".")[2]
    if not text:
        return None
    if name in {"Name", "Employment Status", "Purpose"}:
        return text
    if name in {"Bankrupt", "Existing Customer"}:
        return {"true": True, "false": False}[text]
    text = text.strip()
    return Decimal(text) if NUMBER.fullmatch(text) else None


def inputs_of(row):
    inputs = {}
    for header, text in row.items():
        if header == "Application Id":
            continue
        *path, name = header.split(".")
        place = inputs
        for step in path:
            place = place.setdefault(step, {})
        place[name] = value_of(header, text)
    return inputs


def outcome_of(result):
    return {**result, "Affordability.Level": result["Affordability"]["Level"]}


def text_of(value):
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if isinstance(value, str) else json.dumps(value)


# --- the rules, in plain Python ------------------------------------------------------------------

STATUSES = {
    **dict.fromkeys(("employed", "fulltime", "parttime"), "Employed"),
    **dict.fromkeys(("selfemployed", "freelance", "freelancer"), "Self-employed"),
    **dict.fromkeys(("retired", "pensioner"), "Retired"),
    "student": "Student",
    "unemployed": "Unemployed",
}
PURPOSES = {"Home", "Home Improvement", "Car", "Debt Consolidation", "Other"}
PRICE_LIST = {  # secured, rate, amounts from and to, terms from and to, usual term
    "Personal Loan": (False, Decimal("0.069"), 1_000, 50_000, 12, 84, 48),
    "Car Loan": (True, Decimal("0.049"), 5_000, 80_000, 12, 72, 60),
    "Secured Loan": (True, Decimal("0.056"), 50_000, 200_000, 60, 240, 120),
    "Mortgage": (True, Decimal("0.034"), 50_000, 800_000, 60, 420, 360),
}
PREMIUMS = {  # in basis points: secured, unsecured
    "VERY LOW": (0, 0),
    "LOW": (50, 50),
    "MEDIUM": (120, 200),
    "HIGH": (250, 450),
    "VERY HIGH": (400, 700),
}
PAPERS = {
    "Employed": ["Payslips of three months"],
    "Self-employed": ["Tax assessments of two years"],
    "Retired": ["Pension statement"],
    "Student": ["Certificate of enrolment"],
    "Unemployed": [],
    "Unknown": ["Proof of income"],
}
PLEDGES = {
    "Personal Loan": [],
    "Car Loan": ["Order of the car"],
    "Secured Loan": ["Valuation of the property"],
    "Mortgage": ["Valuation of the property", "Purchase contract"],
}


def admitted(applicant):
    """Return the applicant's facts without nesting; none of them where one cannot be."""
    facts = {**applicant, **applicant["Monthly"]}
    known = {name: fact for name, fact in facts.items() if fact is not None}
    possible = (
        0 <= known.get("Age", 0) <= 120,
        300 <= known.get("Credit Score", 300) <= 850,
        known.get("Preferred Term", 1) > 0,
        known.get("Months in Employment", 0) >= 0,
        all(known.get(name, 0) >= 0 for name in applicant["Monthly"]),
        known.get("Purpose", "Other") in PURPOSES,
    )
    return facts if all(possible) else dict.fromkeys(facts)


def rounded(number, digits):
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def status_of(facts):
    written = facts["Employment Status"] or ""
    return STATUSES.get("".join(re.findall("[A-Za-z]", written)).lower(), "Unknown")


def product_of(facts, amount):
    purpose = facts["Purpose"]
    if purpose in {"Home", "Car"}:
        return "Mortgage" if purpose == "Home" else "Car Loan"
    if amount is None or amount <= 50_000:
        return "Personal Loan"
    return "Secured Loan" if purpose else "Mortgage"


def term_of(facts, product):
    *_, least, most, usual = PRICE_LIST[product]
    wish = facts["Preferred Term"]
    return usual if wish is None else sorted((least, wish, most))[1]


def points_of(facts, status):
    points = 10 + {"Employed": 40, "Self-employed": 30, "Retired": 30, "Student": 15}.get(status, 0)
    age, months = facts["Age"], facts["Months in Employment"]
    if age is not None:
        if age <= 65:
            points += 10 if age < 25 else 20 if age < 35 else 35 if age < 55 else 30
        else:
            points += 20
    if months is not None:
        points += 0 if months < 12 else 10 if months < 36 else 20 if months < 60 else 30
    return points + (25 if facts["Existing Customer"] else 0)


def risk_of(facts, points):
    score = facts["Credit Score"]
    if score is None:
        return "MEDIUM" if points >= 100 else "HIGH"
    if score < 560:
        return "VERY HIGH"
    if score < 620:
        return "HIGH" if points >= 100 else "VERY HIGH"
    if score < 680:
        return "MEDIUM" if points >= 90 else "HIGH"
    if score < 740:
        return "LOW" if points >= 90 else "MEDIUM"
    return "VERY LOW" if points >= 80 else "LOW"


def rate_of(facts, product, risk):
    secured, base, *_ = PRICE_LIST[product]
    points = PREMIUMS[risk][0 if secured else 1] - (25 if facts["Existing Customer"] else 0)
    return base + Decimal(points) / 10_000


def instalment_of(amount, rate, months):
    if amount is None:
        return None
    monthly = NUMBERS.divide(rate, Decimal(12))
    growth = NUMBERS.power(1 + monthly, Decimal(months))
    # the other form of the formula: interest plus the sinking fund
    return rounded(
        NUMBERS.add(amount * monthly, NUMBERS.divide(amount * monthly, growth - 1)), digits=2
    )


def debt_ratio_of(facts, instalment):
    if None in {facts["Repayments"], instalment} or not facts["Income"]:
        return None
    return rounded(NUMBERS.divide(facts["Repayments"] + instalment, facts["Income"]), digits=4)


def level_of(facts, risk, instalment, ratio):
    monthly = [facts[name] for name in ("Income", "Expenses", "Repayments")]
    if None in monthly or instalment is None:
        return "UNKNOWN"
    bound = {"VERY HIGH": 6, "HIGH": 6, "MEDIUM": 7}.get(risk, 8)
    if instalment > rounded((monthly[0] - monthly[1] - monthly[2]) * bound / 10, digits=2):
        return "NOT AFFORDABLE"
    if ratio is None or ratio <= Decimal("0.36"):
        return "AFFORDABLE"
    return "NOT AFFORDABLE" if ratio > Decimal("0.45") else "STRETCHED"


def missing(facts, amount, status):
    checks = {
        "Requested amount": amount is None,
        "Age": facts["Age"] is None,
        "Employment status": status == "Unknown",
        "Monthly income": facts["Income"] is None,
        "Monthly expenses": facts["Expenses"] is None,
        "Monthly repayments": facts["Repayments"] is None,
        "Bankruptcy record": facts["Bankrupt"] is None,
        "Purpose": facts["Purpose"] is None,
    }
    return [name for name, is_missing in checks.items() if is_missing]


def reasons(facts, amount, outcome):
    _, _, least, most, *_ = PRICE_LIST[outcome["Product"]]
    age, asked = facts["Age"], amount is not None
    checks = {
        "Applicant is not of age": age is not None and age < 18,
        "Loan would run beyond the age of 75": age is not None
        and 12 * age + outcome["Term in Months"] > 12 * 75,
        "Bankruptcy on record": facts["Bankrupt"] is True,
        "No regular income": outcome["Employment Status"] == "Unemployed",
        "Amount is below the product's minimum": asked and amount < least,
        "Amount is above the product's maximum": asked and amount > most,
        "Credit risk is too high": outcome["Credit Risk Category"] == "VERY HIGH",
        "Instalment is not affordable": outcome["Affordability.Level"] == "NOT AFFORDABLE",
    }
    return [reason for reason, applies in checks.items() if applies]


def eligibility(outcome):
    if outcome["Decline Reasons"]:
        return "INELIGIBLE"
    if outcome["Missing Information"]:
        return "INCOMPLETE"
    doubtful = outcome["Credit Risk Category"] == "HIGH" or (
        outcome["Affordability.Level"] == "STRETCHED"
    )
    return "REFER" if doubtful else "ELIGIBLE"


def needs_review(facts, status):
    proven = {"Self-employed": 24, "Employed": 6}.get(status, 0)
    months, age = facts["Months in Employment"], facts["Age"]
    unproven = months is None or months < proven
    return (
        (proven > 0 and unproven) or (age is not None and age > 70) or facts["Credit Score"] is None
    )


def documents(outcome, amount):
    papers = PAPERS[outcome["Employment Status"]] + PLEDGES[outcome["Product"]]
    statements = ["Bank statements of three months"] if amount and amount >= 25_000 else []
    return ["Proof of identity", *papers, *statements]


def routing(outcome, amount):
    stop = {"INELIGIBLE": "DECLINE", "INCOMPLETE": "REQUEST INFORMATION"}
    if outcome["Eligibility"] in stop:
        return stop[outcome["Eligibility"]]
    if outcome["Eligibility"] == "REFER" or outcome["Manual Review"]:
        return "SENIOR UNDERWRITER" if amount > 100_000 else "UNDERWRITER"
    return "SENIOR UNDERWRITER" if amount > 500_000 else "AUTOMATIC APPROVAL"


def decided(inputs):
    """Return what the policy says of an application."""
    facts, amount = admitted(inputs["Applicant"]), inputs["Requested Amount"]
    amount = None if amount is None or amount <= 0 else amount
    status, product = status_of(facts), product_of(facts, amount)
    points, term = points_of(facts, status), term_of(facts, product)
    risk = risk_of(facts, points)
    rate = rate_of(facts, product, risk)
    instalment = instalment_of(amount, rate, term)
    ratio = debt_ratio_of(facts, instalment)
    level = level_of(facts, risk, instalment, ratio)
    known = (status, product, term, points, risk, rate, instalment, ratio, level)
    outcome = dict(zip(COLUMNS, known, strict=False))
    outcome["Missing Information"] = missing(facts, amount, status)
    outcome["Decline Reasons"] = reasons(facts, amount, outcome)
    outcome["Eligibility"] = eligibility(outcome)
    outcome["Manual Review"] = needs_review(facts, status)
    outcome["Required Documents"] = documents(outcome, amount)
    outcome["Routing"] = routing(outcome, amount)
    return outcome


# --- fixtures ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def loan():
    return dmn.load(LOAN / "loan.dmn")


@pytest.fixture(scope="module")
def applicants():
    return rows_of("applicants.csv")


# --- the model -----------------------------------------------------------------------------------


def test_the_model_is_written_as_the_writer_writes_it(loan, tmp_path):
    loan.save(tmp_path / "loan.dmn")
    assert (tmp_path / "loan.dmn").read_bytes() == (LOAN / "loan.dmn").read_bytes()


def test_everything_is_drawn_and_no_two_shapes_overlap(loan):
    diagram = loan.definitions.dmndi.diagrams[0]
    tree = etree.parse(str(LOAN / "loan.dmn"))
    requirements = {
        element.get("id")
        for kind in ("information", "knowledge", "authority")
        for element in tree.iter(f"{{*}}{kind}Requirement")
    }
    elements = {element.id for element in loan.definitions.drg_elements}
    boxes = [shape.bounds for shape in diagram.shapes]
    assert {shape.dmn_element_ref for shape in diagram.shapes} == elements
    assert {edge.dmn_element_ref for edge in diagram.edges} == requirements
    assert not [(a, b) for a in boxes for b in boxes if a is not b and overlap(a, b)]


def overlap(a, b):
    beside = a.x + a.width <= b.x or b.x + b.width <= a.x
    return not beside and a.y < b.y + b.height and b.y < a.y + a.height


def test_every_edge_starts_and_ends_at_its_shapes(loan):
    for diagram in loan.definitions.dmndi.diagrams:
        boxes = [shape.bounds for shape in diagram.shapes]
        ends = [end for edge in diagram.edges for end in (edge.waypoints[0], edge.waypoints[-1])]
        assert ends
        assert not [end for end in ends if not any(on_border(end, box) for box in boxes)]


def on_border(point, box):
    within = box.x <= point.x <= box.x + box.width and box.y <= point.y <= box.y + box.height
    at_side = point.x in (box.x, box.x + box.width) or point.y in (box.y, box.y + box.height)
    return within and at_side


def test_two_inputs_suffice_for_every_decision(loan):
    result = loan.evaluate({"Applicant": USUAL, "Requested Amount": 250_000})
    assert result["Eligibility"] == "ELIGIBLE"
    assert result.warnings == []
    assert [name for name in loan.decisions if result[name] is None] == []


def test_a_quote_takes_the_risk_category_it_is_given(loan):
    inputs = {"Applicant": USUAL, "Requested Amount": 250_000, "Credit Risk Category": "HIGH"}
    assert loan.evaluate(inputs, service="Loan Quote").value == instalment_of(
        Decimal(250_000), Decimal("0.0565"), 360
    )


# --- the tests of the example --------------------------------------------------------------------


# --- the applications ----------------------------------------------------------------------------


def test_the_generator_writes_the_same_bytes():
    spec = importlib.util.spec_from_file_location("make_applicants", LOAN / "make_applicants.py")
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    assert generator.csv_text().encode() == (LOAN / "applicants.csv").read_bytes()


def test_every_application_is_decided_as_the_policy_says(loan, applicants):
    wrong = []
    for row in applicants:
        inputs = inputs_of(row)
        outcome = outcome_of(loan.evaluate(inputs))
        found = {column: outcome[column] for column in COLUMNS}
        if found != decided(inputs):
            wrong.append((row["Application Id"], found, decided(inputs)))
    assert len(applicants) == 1_000
    assert wrong == []


def test_the_expected_file_is_what_the_model_gives(loan, applicants):
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["Application Id", *COLUMNS])
    for row in applicants:
        outcome = outcome_of(loan.evaluate(inputs_of(row)))
        writer.writerow([row["Application Id"], *(text_of(outcome[name]) for name in COLUMNS)])
    assert target.getvalue() == (LOAN / "expected.csv").read_text(encoding="utf-8")


def test_only_what_an_input_may_not_be_is_warned_of(loan, applicants):
    codes = Counter()
    for row in applicants:
        codes += Counter(warning.code for warning in loan.evaluate(inputs_of(row)).warnings)
    assert set(codes) == {"VALUE_NOT_ALLOWED"}


def test_every_rule_of_every_table_fires_for_some_application(loan, applicants):
    fired, rules = set(), set()
    for row in applicants:
        trace = loan.evaluate(inputs_of(row), trace=True).trace
        for table in (table for decision in trace.decisions for table in decision.tables):
            rules |= {rule.id for rule in table.rules}
            fired |= {rule.id for rule in table.rules if rule.matched}
    assert len(rules) > 80
    assert rules - fired == set()


# --- the page about it ---------------------------------------------------------------------------


def test_the_readme_explains_what_the_model_explains(loan):
    page = (LOAN / "README.md").read_text(encoding="utf-8")
    quoted = [line for line in page.splitlines() if " fired: " in line]
    indebted = USUAL | {"Monthly": USUAL["Monthly"] | {"Repayments": 1000}}
    result = loan.evaluate({"Applicant": indebted, "Requested Amount": 250_000}, trace=True)
    assert quoted
    assert [line for line in quoted if line not in result.explain().splitlines()] == []


def test_the_readme_names_every_decision_with_its_place(loan):
    page = (LOAN / "README.md").read_text(encoding="utf-8")
    tree = page.split("```")[1]
    assert [name for name in loan.decisions if name not in tree] == []
