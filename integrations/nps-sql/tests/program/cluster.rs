//! A scheduler and two executors on this machine, each a process of its own.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{printed, program, text};

/// A process that ends with the test.
struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn node(arguments: &[String]) -> Node {
    let child = program()
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    Node(child.unwrap())
}

/// A port that is free, and so is the next one.
fn port() -> u16 {
    (0..100)
        .find_map(|_| {
            let first = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = first.local_addr().unwrap().port();
            TcpListener::bind(("127.0.0.1", port.checked_add(1)?))
                .ok()
                .map(|_| port)
        })
        .unwrap()
}

fn wait_for(port: u16) {
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(
            start.elapsed() < Duration::from_mins(1),
            "nobody listens on port {port}"
        );
        sleep(Duration::from_millis(50));
    }
}

struct Cluster {
    address: String,
    executors: Vec<Node>,
    _scheduler: Node,
}

fn cluster(folder: &Path) -> Cluster {
    let scheduler = port();
    let address = format!("127.0.0.1:{scheduler}");
    let arguments = [
        "scheduler",
        "--port",
        &scheduler.to_string(),
        "--executor-timeout",
        "6",
    ];
    let process = node(&arguments.map(String::from));
    wait_for(scheduler);
    let executor = |number: usize| {
        let (port, work) = (port(), folder.join(format!("work{number}")));
        std::fs::create_dir(&work).unwrap();
        let (number, work) = (port.to_string(), text(&work));
        let executor = node(
            &[
                "executor",
                "--port",
                &number,
                "--scheduler",
                &address,
                "--tasks",
                "2",
                "--host",
                "127.0.0.1",
                "--folder",
                work,
            ]
            .map(String::from),
        );
        wait_for(port);
        executor
    };
    Cluster {
        executors: (0..2).map(executor).collect(),
        address,
        _scheduler: process,
    }
}

/// Eight files of answers with nulls, in a folder.
fn answers(folder: &Path, rows: usize) -> String {
    let table = folder.join("answers");
    std::fs::create_dir(&table).unwrap();
    for part in 0..8 {
        let (first, last) = (part * rows / 8, (part + 1) * rows / 8 - 1);
        let file = table.join(format!("part{part}.parquet"));
        let sql = format!(
            "COPY (SELECT value % 1009 AS store, value * 7919 % 30 AS month, \
             CASE WHEN value % 17 = 0 THEN NULL ELSE value * 104729 % 1000003 % 11 END AS score \
             FROM generate_series({first}, {last})) TO '{}' STORED AS PARQUET",
            text(&file)
        );
        printed(&[&sql]);
    }
    text(&table).to_owned()
}

const QUERIES: [&str; 4] = [
    "SELECT nps(score) AS nps, nps_weighted(score, month) AS weighted FROM answers",
    "SELECT store, nps(score) AS nps, nps_result(score)['low'] AS low, nps_state(score) AS state FROM answers \
     GROUP BY store ORDER BY store",
    "SELECT store, nps_of(nps_merge(state)) AS nps FROM (SELECT store, month, nps_state(score) AS state FROM \
     answers GROUP BY store, month) GROUP BY store ORDER BY store",
    "SELECT month, grouping(month) AS g, try_nps(score) AS nps, nps(score) FILTER (WHERE store < 500) AS few \
     FROM answers GROUP BY ROLLUP (month) ORDER BY month, g",
];

/// The arguments of a query.
fn on_the_cluster<'a>(sql: &'a str, table: &'a str, scheduler: &'a str) -> [&'a str; 10] {
    [
        sql,
        table,
        "--format",
        "csv",
        "--partitions",
        "4",
        "--scheduler",
        scheduler,
        "--timeout",
        "60",
    ]
}

#[test]
#[ignore = "a step of its own: .ci/run cluster"]
fn a_cluster_gives_what_one_process_gives_and_loses_an_executor_without_a_wrong_number() {
    let folder = tempfile::tempdir().unwrap();
    let table = answers(folder.path(), 400_000);
    let mut cluster = cluster(folder.path());
    let here = |sql: &str| printed(&[sql, &table, "--format", "csv", "--partitions", "1"]);
    for sql in QUERIES {
        let there = printed(&on_the_cluster(sql, &table, &cluster.address));
        assert!(there.lines().count() > 1);
        assert_eq!(there, here(sql), "{sql}");
    }

    // Now one of two executors is killed while a query runs.
    let sql = "SELECT a.store, nps(a.score) AS nps, nps_state(b.score) AS state FROM answers a JOIN answers b \
               ON a.store = b.store AND a.month = b.month GROUP BY a.store ORDER BY a.store";
    let expected = here(sql);
    for patience in [300, 1500] {
        let client = program()
            .arg("query")
            .args(on_the_cluster(sql, &table, &cluster.address))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(patience));
        drop(cluster.executors.pop());
        let output = client.wait_with_output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        if output.status.success() {
            eprintln!("after {patience} ms one executor is lost: the query is run again");
            assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
        } else {
            eprintln!("after {patience} ms one executor is lost: the query fails: {message}");
            assert!(
                message.starts_with("nps-sql: ") && output.stdout.is_empty(),
                "{message}"
            );
        }
        if cluster.executors.is_empty() {
            break;
        }
    }
}
