using EventEdge.FunctionDispatcher.Cases;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>Days and shifts of a time zone, as declared, through the whole dispatcher.</summary>
public sealed class CalendarCaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_day_on_which_clocks_change_ends_at_its_own_midnight() => Assert.Equal(
        ["m,d=a t_count=23 @0s..23h", "m,d=a t_count=24 @23h..47h"],
        Run("calendar: 1d, time_zone: Europe/Berlin", "2026-03-28T23:00:00Z", 48));

    [Fact]
    public void A_shift_ends_where_the_next_begins() => Assert.Equal(
        ["m,d=a t_count=6 @2026-06-30T22:00:00.0000000Z..6h", "m,d=a t_count=8 @6h..14h", "m,d=a t_count=8 @14h..22h"],
        Run("at: [06:00, 14:00, 22:00]", "2026-07-01T00:00:00Z", 24));

    // A reading an hour from the start on.
    private IEnumerable<string> Run(string window, string start, int hours)
    {
        File.WriteAllText(
            Path.Combine(_folder, "bindings.yaml"),
            $$"""
            bindings:
              - name: m
                trigger: { mqtt: "s/{d}" }
                window: { {{window}}, group_by: [d] }
                function: { builtin: stats, with: { fields: [t], stats: [count] } }
                emit: { measurement: m }
            """);
        var events = Enumerable.Range(0, hours).Select(hour => $$"""- { at: {{hour}}h, topic: s/a, payload: '{"t": 1}' }""");
        var path = Path.Combine(_folder, "a.cases.yaml");
        File.WriteAllText(
            path, $"bindings: bindings.yaml\ncases:\n- name: a\n  start: '{start}'\n  events:\n  {string.Join("\n  ", events)}\n");
        var result = CaseSuite.Run(path);
        Assert.Empty(result.Problems);
        // What is open at the end is a part of its window, because the binding ends.
        return result.Cases.Single().Actual.Where(line => !line.Contains("partial", StringComparison.Ordinal));
    }
}
