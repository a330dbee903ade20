//! Which groups follow from sums over rows and columns.
//!
//! Cells that are not shown lie in a row and a column each, and the sums of both are known. What can
//! be worked out by adding and subtracting are the groups {cells: pᵣ - p꜀ = 1} of numbers p for which
//! pᵣ - p꜀ is 0 or 1 in every cell. Each of them is made of disjoint ones with two levels only: a set
//! of rows and columns that holds, with a column, all rows of its cells; the group is the cells in its
//! rows and outside its columns. The smallest that contains a given cell is a minimum cut between its
//! row and its column, with the cells as edges from row to column, and back without limit.
//!
//! Source: Ford and Fulkerson, *Flows in Networks* (1962), for cuts; row and column sums as a network:
//! Cox, Journal of the American Statistical Association 90 (1995) 1453-1462.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

/// A cell with responses that is not shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hidden {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) size: u64,
}

/// Whether every group that follows from the sums over `rows` rows and `columns` columns has at least
/// the minimum of responses.
pub(super) fn are_large(cells: &[Hidden], rows: usize, columns: usize, minimum: u64) -> bool {
    let mut by_node: Vec<Vec<usize>> = alloc::vec![Vec::new(); rows + columns];
    for (cell, hidden) in cells.iter().enumerate() {
        by_node[hidden.row].push(cell);
        by_node[rows + hidden.column].push(cell);
    }
    let small = cells.iter().filter(|cell| cell.size < minimum);
    small.into_iter().all(|cell| {
        let ends = (cell.row, rows + cell.column);
        cut_is_large(cells, &by_node, rows, ends, minimum)
    })
}

/// Whether the flow from a row to a column reaches the minimum: by shortest paths, Edmonds and Karp.
fn cut_is_large(
    cells: &[Hidden],
    by_node: &[Vec<usize>],
    rows: usize,
    (start, end): (usize, usize),
    minimum: u64,
) -> bool {
    // What may still flow from row to column; the other way there is no limit.
    let mut left: Vec<u64> = cells.iter().map(|cell| cell.size).collect();
    let mut flow = 0;
    loop {
        // By which cell a node was reached.
        let mut reached: Vec<Option<usize>> = alloc::vec![None; by_node.len()];
        let mut open = VecDeque::from([start]);
        while let Some(node) = open.pop_front() {
            for &cell in &by_node[node] {
                let Hidden { row, column, .. } = cells[cell];
                let (other, free) = if node < rows {
                    (rows + column, left[cell] > 0)
                } else {
                    (row, true)
                };
                if free && other != start && reached[other].is_none() {
                    reached[other] = Some(cell);
                    open.push_back(other);
                }
            }
        }
        let mut path = Vec::new();
        let mut node = end;
        while let Some(cell) = reached[node] {
            let Hidden { row, column, .. } = cells[cell];
            let forward = node >= rows;
            path.push((cell, forward));
            node = if forward { row } else { rows + column };
        }
        if path.is_empty() {
            return false;
        }
        let forward = path.iter().filter(|(_, forward)| *forward);
        let step = forward.map(|(cell, _)| left[*cell]).min().unwrap_or(0);
        flow += step.min(minimum - flow);
        if flow >= minimum {
            return true;
        }
        for (cell, forward) in path {
            if forward {
                left[cell] -= step;
            } else {
                left[cell] += step;
            }
        }
    }
}
