"""One applicant of the loan example, and what the model is called."""

MODEL = "Loan origination"
ADA = {
    "Applicant": {
        "Name": "Ada",
        "Age": 34,
        "Employment Status": "employed",
        "Months in Employment": 40,
        "Monthly": {"Income": 4200, "Expenses": 1500, "Repayments": 300},
        "Credit Score": 702,
        "Bankrupt": False,
        "Existing Customer": False,
        "Purpose": "Home",
        "Preferred Term": 300,
    },
    "Requested Amount": 250000,
}
