//! The six numbers by which a PDF moves, stretches and turns what it draws.

use lopdf::Object;

/// `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f32; 6]);

impl Matrix {
    pub(super) const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn shift(x: f32, y: f32) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// The matrix that an array of six numbers is.
    pub(super) fn of(object: Option<&Object>) -> Option<Matrix> {
        let numbers = object?.as_array().ok()?;
        let numbers: Vec<f32> = numbers.iter().filter_map(|number| number.as_float().ok()).collect();
        Some(Matrix(numbers.try_into().ok()?))
    }

    /// This, and after it `other`.
    pub(super) fn then(&self, other: &Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, other.0);
        Matrix([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    /// The quarter turns nearest to its direction, its height, and its length along that direction. `None`: it draws
    /// nothing.
    pub(super) fn direction(&self) -> Option<(u8, f32, f32)> {
        let [a, b, c, d, ..] = self.0;
        let (length, height) = (a.hypot(b), c.hypot(d));
        let turns = match () {
            () if a.abs() >= b.abs() && a >= 0.0 => 0,
            () if a.abs() >= b.abs() => 2,
            () if b >= 0.0 => 1,
            () => 3,
        };
        (length > 1e-4 && height > 1e-4).then_some((turns, height, length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_follow_each_other() {
        let twice = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        assert_eq!(Matrix::shift(3.0, 4.0).then(&twice).0, [2.0, 0.0, 0.0, 2.0, 6.0, 8.0]);
        assert_eq!(twice.then(&Matrix::shift(3.0, 4.0)).0, [2.0, 0.0, 0.0, 2.0, 3.0, 4.0]);
    }

    #[test]
    fn directions_are_quarters() {
        assert_eq!(Matrix([10.0, 0.0, 0.0, 10.0, 0.0, 0.0]).direction(), Some((0, 10.0, 10.0)));
        assert_eq!(Matrix([0.0, 10.0, -10.0, 0.0, 0.0, 0.0]).direction(), Some((1, 10.0, 10.0)));
        assert_eq!(Matrix([0.0, -10.0, 10.0, 0.0, 0.0, 0.0]).direction(), Some((3, 10.0, 10.0)));
        assert_eq!(Matrix([0.0; 6]).direction(), None);
    }
}
