using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>A node with nothing to do: its dispatch loop sleeps long and wakes for what happens.</summary>
public sealed class QuietNodeTests : IDisposable
{
    private static readonly TimeSpan QuietWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SecondLook = TimeSpan.FromMilliseconds(200);

    private readonly WatchedTime _time = new(new(2026, 1, 2, 3, 4, 0, TimeSpan.Zero));
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_loop_sleeps_for_seconds_and_an_edit_is_in_force_before_it_would_look_again()
    {
        await using var node = await TestNode.StartAsync(_directory.Path, Binding("before"), _time);
        await Eventually.IsTrue(() => _time.Waits.Contains(QuietWait), "the loop sleeps");
        await File.WriteAllTextAsync(
            Path.Combine(_directory.Path, "bindings.yaml"), Binding("after"), TestContext.Current.CancellationToken);

        _time.Advance(Look);
        await Eventually.IsTrue(() => _time.Waits.Contains(SecondLook), "the edit is seen");
        _time.Advance(SecondLook);

        await Eventually.IsTrue(() => node.Node.Bindings() is [{ Name: "after" }], "the edit is in force");
    }

    private static string Binding(string name) =>
        $"bindings:\n  - name: {name}\n    trigger: {{ mqtt: \"plant/+\", qos: 1 }}\n    function: {{ builtin: pass }}\n    emit: "
            + $"{{ measurement: press }}\n";
}
