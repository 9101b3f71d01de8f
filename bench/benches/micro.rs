//! Runs the fast benchmarks with criterion, for quick results while their code changes: `cargo bench`.
#![expect(missing_docs, reason = "`criterion_group!` generates a public function without docs")]

use std::hint::black_box;

use colt_numbers::types::{TelephoneNumber, TrackingId};
use colt_numbers_bench::{environment, parse, reservation, sample};
use colt_numbers_openapi::source::Source;
use criterion::{Criterion, criterion_group, criterion_main};

fn parsing(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse");
    let number = "+442081324758";
    group.bench_function("number", |b| b.iter(|| TelephoneNumber::try_from(black_box(number))));
    group.bench_function("number, by hand", |b| b.iter(|| parse::number_by_hand(black_box(number))));
    let id = sample::TRACKING_ID;
    group.bench_function("tracking id", |b| b.iter(|| TrackingId::try_from(black_box(id))));
    group.bench_function("tracking id, by hand", |b| b.iter(|| parse::tracking_id_by_hand(black_box(id))));
}

fn reservations(c: &mut Criterion) {
    let mut group = c.benchmark_group("reservation");
    for count in [1, 100] {
        let ranges = sample::ranges(count);
        let plain = sample::PlainReservation::of(&ranges);
        group.bench_function(format!("of {count} ranges"), |b| {
            b.iter(|| reservation::build_reservation(black_box(&ranges)))
        });
        group.bench_function(format!("of {count} ranges, plain struct"), |b| {
            b.iter(|| serde_json::to_vec(black_box(&plain)))
        });
    }
}

fn generating(c: &mut Criterion) {
    let source = Source::read(environment::project_root()).unwrap_or_default();
    c.bench_function("generate code from the project's own spec", |b| {
        b.iter(|| colt_numbers_generate::generate(black_box(&source)))
    });
}

criterion_group!(benches, parsing, reservations, generating);
criterion_main!(benches);
