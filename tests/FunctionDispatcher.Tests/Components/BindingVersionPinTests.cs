using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Components;

/// <summary>
/// Versions that nodes in the field have saved their state under: every trigger, every decoder, every runtime, defaults and settings. A
/// version that changes here loses the open windows of every binding like it at the next upgrade.
/// </summary>
public sealed class BindingVersionPinTests
{
    private const string Pass = "function: { builtin: pass }";
    private const string Mqtt = "trigger: { mqtt: plant/+ }";

    [Theory]
    [InlineData("4f6304941c02516d", Mqtt, Pass)]
    [InlineData("f516e4463343477b", "trigger: { mqtt: 'plant/{site}/#', qos: 2 }", "decode: json", "durability: journal", Pass)]
    [InlineData("5ace5cf6a8cf9173", Mqtt, "decode: text", "where: value > 1", Pass)]
    [InlineData(
        "5ef3c545d944e978", "trigger: { http: 'POST /measure/{device}', headers: [x-one, x-two], respond: document, timeout: 5s }", Pass)]
    [InlineData("97fb89e2b4fe70b8", "trigger: { http: GET /now }", Pass)]
    [InlineData("03479d95b51c8748", "trigger: { every: 90s, offset: 5s, missed: all }", Pass)]
    [InlineData("ec689d2656c106c7", "trigger: { every: 1m }", Pass)]
    [InlineData("be899d196443d38a", "trigger: { cron: '*/5 * * * *', time_zone: Europe/Berlin, missed: skip }", Pass)]
    [InlineData("02526dfaa59ddeca", "trigger: { cron: '0 6 * * *' }", Pass)]
    [InlineData("edcf6a44062e4d22", "trigger: { on: a }", Pass)]
    [InlineData("edcf6a44062e4d22", "trigger: { on: { binding: a } }", Pass)]
    [InlineData(
        "7e65be72f2166b2c", Mqtt, "window: { session: { gap: 5m, max: 1d }, group_by: [x] }",
        "function: { builtin: stats, with: { fields: [x, y], deep: { a: 1, b: [true, null] } } }")]
    [InlineData("1836fb8df196cdf4", Mqtt, "function: { csharp: functions/f.cs, timeout: 9s }")]
    [InlineData("d1d19cc596724d0e", Mqtt, "function: { csharp: { assembly: f.dll, class: A.B }, with: { scale: 0.5 } }")]
    [InlineData("9023348712f29e05", Mqtt, "function: { process: 'python3 -u f.py', retry: { attempts: 5, backoff: 1s } }")]
    [InlineData("e86fefc04762945d", Mqtt, "function: { process: { command: [./f, -x], protocol: socket, working_directory: w, env: { A: "
        + "b }, memory: 1GiB, scale: { min: 1, max: 4, warm: fixed } } }")]
    [InlineData("b8d35b8e0647a816", Mqtt, "function: { wasm: f.wasm }")]
    [InlineData("c76d833f31c45cf1", Mqtt, "function: { wasm: { module: f.wat, memory: 1MiB, fuel: 5, scale: { max: 2 } } }")]
    [InlineData("b6ab8ec89c4933ca", Mqtt, "function: { container: 'acme/fft:1.2' }")]
    [InlineData("aae54b03c9e9f814", Mqtt, "window: { hopping: { size: 10s, hop: 2s } }", "function: { container: { image: 'acme/fft:1.2', "
        + "contract: knative, port: 9000, env: { A: 1 }, memory: 1GiB, cpus: 0.5, gpus: all, scale: { min: 0, max: 4, concurrency: 2, "
        + "idle: 30s } } }")]
    public void A_binding_keeps_its_version(string version, params string[] lines) => Assert.Equal(version, VersionOf(lines));

    private static string VersionOf(string[] lines)
    {
        // A text message has no field with its time.
        var time = lines.Contains("decode: text") ? "event_id: { field: value, within: 1h }"
            : "event_time: { field: ts, clock: x, out_of_order: 2s }";
        string[] more = [time, "emit: { measurement: m, tags: [], priority: alarm }"];
        string[] first = ["bindings:", "- name: a", $"  {Mqtt}", $"  {Pass}", "- name: b"];
        var text = string.Join('\n', [.. first, .. lines.Concat(more).Select(l => $"  {l}")]);
        var result = BindingsFile.Parse(text, "b.yaml");
        Assert.True(result.Config is not null, ConfigProblem.Render(result.Problems));
        return BindingVersion.Of(result.Config.Bindings[1]);
    }
}
