//! The speed of the generator: on the project's own spec, and on synthetic specs compared with `progenitor` alone.

use std::hint::black_box;
use std::time::Duration;

use colt_numbers_openapi::source::Source;

use crate::paired_comparison::{Ratio, Sampling, compare, median_time};
use crate::results_table::{ResultRow, time};
use crate::{Result, environment, synthetic};

/// Measures the generation of code from the project's own spec, and returns the row.
///
/// # Errors
/// If the spec is rejected.
pub fn own_spec() -> Result<Vec<ResultRow>> {
    let source = Source::read(environment::project_root())?;
    let duration = median_time(31, || {
        black_box(colt_numbers_generate::generate(black_box(&source))?);
        Ok(())
    })?;
    Ok(vec![
        ResultRow::within("generate code from the project's own spec, in process", Duration::from_millis(50), duration)
            .with_note("lint, types, checks, client, schemas, rules, bundle"),
    ])
}

/// Compares the generators on synthetic specs of three sizes, and returns the rows.
///
/// # Errors
/// If this project's generator or `progenitor` rejects a spec.
pub fn synthetic_specs() -> Result<Vec<ResultRow>> {
    let mut rows = Vec::new();
    let mut ratios = Vec::new();
    for (operations, pairs, target) in [(10, 31, 2.0), (100, 9, 2.0), (1000, 7, 1.5)] {
        let ratio = compare_generators(operations, pairs)?;
        let what = format!("generate code from a synthetic spec of {operations} operations");
        let note = "this project's generator also lints, checks strings and emits the schemas as data";
        rows.push(ResultRow::at_most(&what, "`progenitor` alone, same spec", target, &ratio).with_note(note));
        ratios.push(ratio);
    }
    rows.push(growth(&ratios));
    Ok(rows)
}

/// The number of levels of references. Each level doubles the number of paths through the references.
const LEVELS: usize = 40;

/// Measures specs with nested references, on which a generator that visits every path through the references takes far too long.
///
/// # Errors
/// If the valid spec is rejected, or the invalid spec is accepted.
pub fn references() -> Result<Vec<ResultRow>> {
    let levels = Source::of_text("levels.yaml", &synthetic::levels(LEVELS));
    let generated = median_time(9, || {
        black_box(colt_numbers_generate::generate(black_box(&levels))?);
        Ok(())
    })?;
    let chain = Source::of_text("chain.yaml", &synthetic::chain(5_000));
    let rejected = median_time(9, || match colt_numbers_generate::generate(black_box(&chain)) {
        Ok(_) => Err("a chain of 5,000 references was accepted".into()),
        Err(findings) => {
            black_box(findings);
            Ok(())
        }
    })?;
    Ok(vec![
        ResultRow::within(
            &format!("generate code from a spec of {LEVELS} nested levels, each a `oneOf` of two references"),
            Duration::from_millis(250),
            generated,
        ),
        ResultRow::within("reject a spec with a chain of 5,000 references", Duration::from_millis(500), rejected),
    ])
}

/// Compares this project's generator with `progenitor` on one spec, from YAML to formatted Rust.
fn compare_generators(operations: usize, pairs: usize) -> Result<Ratio> {
    let spec = synthetic::spec(operations);
    let source = Source::of_text("synthetic.yaml", &spec);
    let ours = || {
        black_box(colt_numbers_generate::generate(black_box(&source))?);
        Ok(())
    };
    compare(Sampling { pairs, ..Sampling::MACRO }, ours, || {
        black_box(generate_with_progenitor(black_box(&spec))?);
        Ok(())
    })
}

/// Generates code with `progenitor`, as its manual describes for a build script.
///
/// # Errors
/// If the text is not a spec, or if `progenitor` does not support the spec.
pub fn generate_with_progenitor(spec: &str) -> Result<String> {
    let spec: openapiv3::OpenAPI = serde_yaml::from_str(spec)?;
    let tokens = progenitor::Generator::default().generate_tokens(&spec)?;
    Ok(prettyplease::unparse(&syn::parse2(tokens)?))
}

/// How the time grows with the number of operations: the exponent of a power, where 1 is linear growth.
fn growth(ratios: &[Ratio]) -> ResultRow {
    let exponent = |from: Duration, to: Duration| (to.as_secs_f64() / from.as_secs_f64()).log10();
    let steps: Vec<(f64, f64)> = ratios
        .windows(2)
        .map(|pair| (exponent(pair[0].ours, pair[1].ours), exponent(pair[0].theirs, pair[1].theirs)))
        .collect();
    let (ours, theirs) = steps.last().copied().unwrap_or_default();
    let times: Vec<String> = ratios.iter().map(|ratio| time(ratio.ours)).collect();
    ResultRow {
        what: "growth of the time from 100 to 1,000 operations, as an exponent".to_owned(),
        against: "`progenitor` alone, same spec".to_owned(),
        figure: format!("**{ours:.2}** against {theirs:.2}"),
        target: "near 1".to_owned(),
        is_met: Some(ours <= 1.15),
        note: format!("10, 100, 1,000 operations: {}", times.join(", ")),
    }
}
