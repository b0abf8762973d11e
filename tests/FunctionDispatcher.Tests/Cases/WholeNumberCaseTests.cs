using EventEdge.FunctionDispatcher.Cases;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>Numbers of 64 bits and more through a whole pipeline: identity and values keep every digit.</summary>
public sealed class WholeNumberCaseTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: raw
            trigger: { mqtt: "sf/{line}" }
            function: { builtin: pass, with: { fields: [id, counter] } }
            emit: { measurement: raw, tags: [line, id], mqtt: "out/{line}/{id}" }
          - name: by_id
            trigger: { mqtt: "sf/{line}" }
            window: { tumbling: 10s, group_by: [id] }
            event_time: { idle_timeout: 30s }
            function: { builtin: count }
            emit: { measurement: by_id, tags: [id] }
          - name: only_one
            trigger: { mqtt: "sf/{line}" }
            where: id = 1795292668348461057 and counter > 18446744073709551614 and id not in [1795292668348461056] and -id < -1000
            function: { builtin: pass, with: { fields: [id] } }
            emit: { measurement: only_one, tags: [line] }
          - name: dedup
            trigger: { mqtt: "sf/{line}" }
            event_id: { field: id, within: 1h }
            function: { builtin: pass, with: { fields: [counter] } }
            emit: { measurement: dedup, tags: [line] }
          - name: rate
            trigger: { mqtt: "sf/{line}" }
            function: { builtin: rate_of_change, with: { field: counter } }
            emit: { measurement: rate, tags: [line] }
          - name: change
            trigger: { mqtt: "sf/{line}" }
            function: { builtin: deadband, with: { field: counter, band: 0 } }
            emit: { measurement: change, tags: [line] }
          - name: limit
            trigger: { mqtt: "sf/{line}" }
            function: { builtin: threshold, with: { field: id, above: 1795292668348461056 } }
            emit: { measurement: limit, tags: [line] }
          - name: latest
            trigger: { mqtt: "sf/{line}" }
            function: { builtin: last, with: { fields: [id] } }
            emit: { measurement: latest, tags: [line] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public WholeNumberCaseTests() => File.WriteAllText(Path.Combine(_folder, "bindings.yaml"), Bindings);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("raw", "'raw,id=1795292668348461056,line=l1 counter=18446744073709551614 @1s'",
        """'mqtt out/l1/1795292668348461056 {"time":"2026-01-01T00:00:01Z","id":"1795292668348461056","""
            + "\"line\":\"l1\",\"counter\":18446744073709551614}'",
        "'raw,id=1795292668348461057,line=l1 counter=18446744073709551615 @2s'",
        """'mqtt out/l1/1795292668348461057 {"time":"2026-01-01T00:00:02Z","id":"1795292668348461057","""
            + "\"line\":\"l1\",\"counter\":18446744073709551615}'")]
    [InlineData("by_id", "'by_id,id=1795292668348461056 count=1 @0s..10s'", "'by_id,id=1795292668348461057 count=1 @0s..10s'")]
    [InlineData("only_one", "'only_one,line=l1 id=1795292668348461057 @2s'")]
    [InlineData("dedup", "'dedup,line=l1 counter=18446744073709551614 @1s'", "'dedup,line=l1 counter=18446744073709551615 @2s'")]
    [InlineData("rate", "'rate,line=l1 counter_rate=1 @2s'")]
    [InlineData("change", "'change,line=l1 counter=18446744073709551614 @1s'", "'change,line=l1 counter=18446744073709551615 @2s'")]
    [InlineData("limit", "'limit,line=l1 state=true value=1795292668348461057 @2s'")]
    [InlineData("latest", "'latest,line=l1 id=1795292668348461056 @1s'", "'latest,line=l1 id=1795292668348461057 @2s'")]
    public void Neighbours_of_64_bits_stay_two(string binding, params string[] expected)
    {
        var path = Path.Combine(_folder, "numbers.cases.yaml");
        File.WriteAllText(path, $$"""
            bindings: bindings.yaml
            cases:
              - name: two neighbours
                binding: {{binding}}
                events:
                  - { at: 1s, topic: sf/l1, payload: '{"id": 1795292668348461056, "counter": 18446744073709551614}' }
                  - { at: 2s, topic: sf/l1, payload: '{"id": 1795292668348461057, "counter": 18446744073709551615}' }
                  - { at: 3m }
                expect:
            {{string.Join('\n', expected.Select(line => $"      - {line}"))}}
            """);

        var result = CaseSuite.Run(path);

        Assert.Empty(result.Problems);
        Assert.True(result.Cases.Single().Passed, string.Join('\n', result.Cases.Single().Difference));
    }
}
