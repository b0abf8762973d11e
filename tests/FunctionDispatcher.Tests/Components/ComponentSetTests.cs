using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Json;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.Wasm;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Tests.Components;

public sealed class ComponentSetTests
{
    [Fact]
    public void Components_are_found_by_name_and_listed_in_their_order()
    {
        var set = new ComponentSet<IBuiltinFunction>([new Named("b"), new Named("a_2")]);

        Assert.Equal(["b", "a_2"], set.Names);
        Assert.Equal(2, set.Count);
        Assert.Equal("a_2", set.Find("a_2")?.Name);
        Assert.Null(set.Find("A_2"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("2nd")]
    [InlineData("_a")]
    [InlineData("a-b")]
    [InlineData("a b")]
    [InlineData("aB")]
    [InlineData("a\n")]
    [InlineData("é")]
    [InlineData("a٣")]
    public void What_is_no_word_of_a_bindings_file_is_no_name(string name)
    {
        var refused = Assert.Throws<ArgumentException>(() => new ComponentSet<IBuiltinFunction>([new Named(name)]));

        Assert.StartsWith($"'{name}' is no name for a component", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_taken_name_is_told_with_both_classes()
    {
        var refused = Assert.Throws<ArgumentException>(() => EventEdgeComponents.Default.Add(new Impostor()));

        Assert.StartsWith("Impostor and JsonDecoder have the name 'json'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_have_names_of_their_own() =>
        Assert.NotNull(EventEdgeComponents.Default.Add(new Named("json")).Functions.Find("json"));

    [Fact]
    public void Adding_leaves_the_list_before_as_it_was()
    {
        var more = EventEdgeComponents.Empty.Add(new WasmRuntime());

        Assert.Empty(EventEdgeComponents.Empty.All);
        Assert.Equal("wasm", Assert.Single(more.All).Name);
        Assert.Equal("wasm", Assert.Single(more.Runtimes).Name);
        Assert.Empty(more.Triggers);
    }

    [Fact]
    public void A_record_without_the_key_that_chooses_it_is_refused()
    {
        var components = EventEdgeComponents.Default.Add(new Keyless());

        var refused = Assert.Throws<ArgumentException>(() => components.Variants.Of(typeof(TriggerConfig)));

        Assert.StartsWith("KeylessConfig needs a property for its key 'keyless'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_several_records_have_come_where_the_last_of_them_has_it() =>
        Assert.Equal(
            ["mqtt", "qos", "http", "headers", "respond", "timeout", "every", "offset", "cron", "time_zone", "missed", "on"],
            EventEdgeComponents.Default.Variants.Of(typeof(TriggerConfig)).Keys);

    private sealed class Named(string name) : IBuiltinFunction
    {
        public string Name => name;

        public WindowUse Window => WindowUse.None;

        public object Create(FunctionSettings settings, bool hasWindow) => this;
    }

    private sealed class Impostor : FunctionDispatcher.Decoders.IDecoder
    {
        public string Name => "json";

        public Type ConfigType => typeof(JsonDecoderConfig);

        public FunctionDispatcher.Decoders.IEventDecoder Create(
            DecoderConfig? config, EventEdge.Contracts.Events.EventLayout layout, bool keepsAll) =>
            throw new InvalidOperationException("never made");
    }

    private sealed record KeylessConfig : TriggerConfig
    {
        public override string Name => "keyless";

        public override string Words => Name;
    }

    private sealed class Keyless : ITrigger
    {
        public string Name => "keyless";

        public Type ConfigType => typeof(KeylessConfig);
    }
}
