//! PDF files through the program: it runs itself for each of them.

use crate::harness::Bench;

/// A page with two columns, drawn row by row.
fn page(rows: &[(&str, &str)]) -> String {
    let mut content = String::new();
    for (row, (left, right)) in (0_u16..).zip(rows) {
        let y = 700 - 12 * row;
        content += &format!(
            "BT /F1 10 Tf 1 0 0 1 50 {y} Tm ({left}) Tj ET BT /F1 10 Tf 1 0 0 1 200 {y} Tm ({right}) Tj ET\n"
        );
    }
    content
}

/// A PDF of these pages; readers rebuild the table of places that it lacks.
fn pdf(pages: &[String]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|page| format!("{} 0 R ", 4 + 2 * page)).collect();
    let mut file = format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
         2 0 obj\n<< /Type /Pages /Count {} /Kids [{kids}] >>\nendobj\n\
         3 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>\nendobj\n",
        pages.len()
    );
    for (number, content) in (2..).map(|half| 2 * half).zip(pages) {
        file += &format!(
            "{number} 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>\nendobj\n\
             {} 0 obj\n<< /Length {} >>\nstream\n{content}\nendstream\nendobj\n",
            number + 1,
            number + 1,
            content.len()
        );
    }
    file += "trailer\n<< /Size 99 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n";
    file.into_bytes()
}

const ROWS: &[(&str, &str)] = &[
    ("Les armes se taisent", "Le marche d'Orsane a"),
    ("depuis l'aube dans la", "rouvert ; les negocia-"),
    ("haute vallee, ou le cessez-", "teurs arrivent demain"),
    ("le-feu est respecte.", "pour la suite."),
];

#[test]
fn pdf_files_are_searched_by_column() {
    let bench = Bench::new();
    bench.write("presse/orsane.pdf", pdf(&[page(ROWS)]));
    bench.write("presse/vide.pdf", pdf(&[String::new()]));
    bench.write("presse/abime.pdf", "%PDF-1.4\nrien");
    // The damaged one failed, the one without text is skipped.
    bench.run("index presse").ended(3).says("1 added");
    bench.run("query '\"le cessez-le-feu est respecte\"'").ended(0).says("orsane.pdf");
    bench.run("query '\"les negociateurs arrivent demain\"'").ended(0);
    bench.run("query '\"taisent Le marche\"'").ended(1);
    bench.run("index --dry-run presse").ended(0).says("3 pdf");
    bench.run("index").ended(0).says("unchanged");
}

#[test]
fn a_newspaper_is_an_article_a_page() {
    let bench = Bench::new();
    let pages: Vec<String> =
        (1..=9).map(|number| page(&[(&format!("La page {number} parle du port."), "")])).collect();
    bench.write("presse/journal.pdf", pdf(&pages));
    bench.run("index presse").ended(0);
    bench.run("query '\"page 7 parle\"'").ended(0).says("journal.pdf#p7");
}

#[test]
fn a_converter_of_the_user_s_goes_before() {
    let bench = Bench::new();
    bench.write("presse/orsane.pdf", pdf(&[page(ROWS)]));
    bench.write("own.toml", "[converters]\npdf = \"echo Une traduction\"\n");
    bench.run("--config own.toml inspect file presse/orsane.pdf").ended(0).says("converted (pdf)");
}
