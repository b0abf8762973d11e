using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Invocation;

/// <summary>What a function remembers: by key, only of calls that succeeded, within limits.</summary>
public sealed class FunctionMemoryTests
{
    private readonly EventLayout _layout = new();
    private readonly FunctionMemory _memory;

    public FunctionMemoryTests() => _memory = Memory();

    [Fact]
    public void Each_key_remembers_its_own()
    {
        Call("a", state => state["n"] = 1);
        Call("b", state => state["n"] = 2);

        Call("a", state => Assert.Equal(1, state["n"].AsNumber));
        Call("b", state => Assert.Equal(2, state["n"].AsNumber));
        Call("c", state => Assert.False(state["n"].Exists));
    }

    [Fact]
    public void A_call_that_fails_leaves_everything_as_it_was()
    {
        Call("a", state => state["n"] = 1);

        Call("a", succeeds: false, act: state =>
        {
            state["n"] = 2;
            state["n"] = 3;
            state["new"] = "x";
        });

        Call("a", state => Assert.Equal((1, 1.0), (state.Count, state["n"].AsNumber)));
    }

    [Fact]
    public void A_key_with_nothing_to_remember_costs_nothing()
    {
        Call("a", state => _ = state["n"]);
        Assert.Equal(0, _memory.Count);
        Call("a", state => state["n"] = 1);
        Assert.Equal(1, _memory.Count);
        Call("a", state => state.Clear());
        Assert.Equal(0, _memory.Count);
    }

    [Fact]
    public void Outside_a_call_there_is_no_state() => Assert.Throws<InvalidOperationException>(() => _memory.Current());

    [Fact]
    public void A_key_is_limited_in_bytes_and_in_values()
    {
        Call("a", state =>
        {
            state["t"] = new string('x', 2000);
            Assert.Contains(
                "4096 bytes", Assert.Throws<InvalidOperationException>(() => state["u"] = new string('x', 100)).Message,
                StringComparison.Ordinal);
            state.Clear();
            for (var i = 0; i < FunctionState.CountLimit; i++) state[$"v{i}"] = i;
            Assert.Throws<InvalidOperationException>(() => state["one more"] = 1);
            state["v0"] = "replaced";
        });
    }

    [Fact]
    public void At_the_limit_a_new_key_has_no_state_until_another_was_silent_for_a_day()
    {
        const double day = 86_400;
        for (var i = 0; i < 20; i++) Call($"k{i}", state => state["n"] = 1, seconds: i);
        Call("k0", state => state["n"] = 2, seconds: 30);

        Assert.Contains(
            "limits.keys", Assert.Throws<InvalidOperationException>(() => Call("k20", _ => { }, seconds: day)).Message,
            StringComparison.Ordinal);
        Call("k20", state => state["n"] = 1, seconds: day + 3.5);

        Assert.Equal(18, _memory.Count);
        Call("k0", state => Assert.True(state["n"].Exists), seconds: day + 4);
        Call("k1", state => Assert.False(state["n"].Exists), seconds: day + 4);
        Call("k5", state => Assert.True(state["n"].Exists), seconds: day + 4);
    }

    [Fact]
    public void What_is_saved_comes_back()
    {
        Call("a", state => (state["n"], state["t"], state["b"], state["z"]) = (1.5, "text", true, FieldValue.Null));
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        _memory.Save(writer);
        var loaded = Memory();
        buffer.Position = 0;
        using var reader = new BinaryReader(buffer);

        loaded.Load(reader);

        Call("a", memory: loaded, act: state => Assert.Equal(
            (1.5, "text", true, FieldValue.Null), (state["n"].AsNumber, state["t"].AsText, state["b"].AsBoolean, state["z"])));
    }

    [Fact]
    public void The_next_version_inherits_unless_its_keys_are_others()
    {
        Call("a", state => state["n"] = 1);
        var (same, other) = (Memory(), new FunctionMemory(["site"], new EventLayout(), keyLimit: 20));
        same.Inherit(_memory);
        other.Inherit(_memory);

        Assert.Equal((1, 0), (same.Count, other.Count));
    }

    private FunctionMemory Memory() => new(["device"], _layout, keyLimit: 20);

    private void Call(string device, Action<FunctionState> act, double seconds = 0, bool succeeds = true, FunctionMemory? memory = null)
    {
        memory ??= _memory;
        var input = new EdgeEvent(_layout) { ReceivedAt = Some.Noon.AddSeconds(seconds) };
        input.Set(_layout.SlotOf("device"), device);
        memory.Enter(input);
        act(memory.Current());
        memory.Leave(succeeds);
    }
}
