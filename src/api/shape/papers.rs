//! Numbered papers.

use super::{
    super::papers::{FeeInvoicePage, FeeLine, IssuerLine, PaperLine, PaperSums, PapersPage},
    INDIA,
};
use crate::{
    domain::{
        organization::in_percent,
        paper::{Issuer, TaxRules, printed},
    },
    services::{
        payments::papers::{self, FeeInvoice, Paper, Register},
        zones::zoned,
    },
};

pub(super) fn paper_line(paper: &Paper, zone: &str) -> PaperLine {
    PaperLine {
        id: paper.id,
        kind: paper.kind,
        number: printed(paper.kind, paper.financial_year, paper.number),
        issued: zoned(paper.issued_at, zone),
        amount: paper.amount,
        tax: paper.tax,
    }
}

pub(super) fn issuer(rules: &TaxRules) -> IssuerLine {
    let Issuer { name, address, gstin } = rules.issuer.clone();
    IssuerLine { name, address, gstin }
}

pub(in crate::api) fn fee_invoice(invoice: FeeInvoice, rules: &TaxRules) -> FeeInvoicePage {
    let line =
        |line: papers::FeeLine| FeeLine { at: zoned(line.at, INDIA), booking: line.booking, experience: line.experience, kind: line.kind, fee: line.fee };
    FeeInvoicePage {
        rate: in_percent(invoice.paper.tax_basis_points),
        paper: paper_line(&invoice.paper, INDIA),
        issuer: issuer(rules),
        organization: invoice.organization,
        month: invoice.month.name(),
        lines: invoice.lines.into_iter().map(line).collect(),
    }
}

pub(in crate::api) fn papers(register: Register) -> PapersPage {
    let year = register.year;
    let sums = |sums: papers::KindSums| PaperSums {
        kind: sums.kind,
        numbers: (printed(sums.kind, year, sums.first), printed(sums.kind, year, sums.last)),
        papers: sums.papers,
        amount: sums.amount,
        tax: sums.tax,
    };
    PapersPage { year, years: register.years, sums: register.sums.into_iter().map(sums).collect() }
}
