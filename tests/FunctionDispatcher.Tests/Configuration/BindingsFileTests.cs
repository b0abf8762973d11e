using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Runtimes.Builtin;
using EventEdge.FunctionDispatcher.Triggers.Mqtt;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class BindingsFileTests
{
    [Fact]
    public void Reads_the_example_of_the_design()
    {
        var binding = Assert.Single(Load("press_temperature.yaml").Bindings);

        Assert.Equal("press_temperature", binding.Name);
        Assert.Equal(new MqttTriggerConfig { Mqtt = "plant/{site}/press/{device}/telemetry", Qos = 1 }, binding.Trigger);
        Assert.Equal("temperature > -40 and temperature < 400", binding.Where);
        Assert.Equal(
            new EventTimeConfig
            { Field = "ts", Clock = "device", OutOfOrder = Seconds(2), AllowedLateness = Seconds(60), IdleTimeout = Seconds(10) },
            binding.EventTime);
        Assert.Equal(Seconds(10), binding.Window!.Tumbling);
        Assert.Equal(["site", "device"], binding.Window.GroupBy);
        Assert.Equal("stats", Assert.IsType<BuiltinFunctionConfig>(binding.Function).Builtin);
        Assert.Equal(["temperature", "humidity"], Assert.IsAssignableFrom<IEnumerable<object?>>(binding.Function.With["fields"]));
        Assert.Equal(("press_temperature", DeliveryClass.Normal), (binding.Emit.Measurement, binding.Emit.Priority));
        Assert.Equal(["site", "device"], binding.Emit.Tags!);
    }

    [Fact]
    public void Reads_every_kind_of_window()
    {
        var windows = Load("every_window.yaml").Bindings.Select(b => b.Window!).ToArray();

        Assert.Equal(Seconds(3600), windows[0].Tumbling);
        Assert.Equal(new HoppingConfig { Size = Seconds(6 * 3600), Hop = Seconds(3600) }, windows[1].Hopping);
        Assert.Equal(Seconds(0.5), windows[2].Sliding);
        Assert.Equal(new SessionConfig { Gap = Seconds(300), Max = TimeSpan.FromDays(1) }, windows[3].Session);
        Assert.Equal(new CountConfig { Size = 100, Hop = 10 }, windows[4].Count);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var binding = Load("every_window.yaml").Bindings[0];

        Assert.Equal(
            (1, null, "json", null, Durability.Auto),
            (binding.Trigger.Subscription?.Qos, binding.Decode, binding.DecoderName, binding.Where, binding.Durability));
        Assert.Equal(new EventTimeConfig(), binding.EventTime);
        Assert.Equal(new EmitConfig(), binding.Emit);
        Assert.Empty(binding.Window!.GroupBy);
        Assert.Equal(Seconds(5), binding.Function.Timeout);
    }

    [Fact]
    public void Settings_keep_their_types_and_join_their_keys()
    {
        var with = Load("local_alarm.yaml").Bindings[0].Function.With;

        Assert.Equal(["above", "below", "field", "labels.high", "labels.low"], with.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((90.0, "temperature", "hot", "42"), (with["above"], with["field"], with["labels.high"], with["labels.low"]));
        Assert.Equal((0.5, true),
            (Load("own_code.yaml").Bindings[0].Function.With["scale"], Load("own_code.yaml").Bindings[0].Function.With["enabled"]));
    }

    [Fact]
    public void Json_is_YAML_too()
    {
        var result = BindingsFile.Parse(
            """{"bindings": [{"name": "a", "trigger": {"mqtt": "t"}, "function": {"builtin": "pass"}}]}""", "b.json");

        Assert.Empty(result.Problems);
        Assert.Equal("a", result.Config!.Bindings[0].Name);
    }

    [Fact]
    public void The_same_content_has_the_same_hash()
    {
        var one = BindingsFile.Parse("bindings: []", "a.yaml");
        var other = BindingsFile.Parse("bindings: [] ", "a.yaml");

        Assert.Equal(32, one.ContentHash.Length);
        Assert.NotEqual(one.ContentHash, other.ContentHash);
        Assert.Equal(one.ContentHash, BindingsFile.Parse("bindings: []", "b.yaml").ContentHash);
    }

    private static BindingsConfig Load(string sample)
    {
        var result = BindingsFile.Load(TestFiles.Sample(sample));
        Assert.True(result.Problems.Count == 0, ConfigProblem.Render(result.Problems));
        return result.Config!;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
