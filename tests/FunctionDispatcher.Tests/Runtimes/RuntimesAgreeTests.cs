using System.Diagnostics;
using System.Globalization;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Tests.Engine;
using EventEdge.FunctionDispatcher.Tests.Functions;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes;

/// <summary>
/// One event, one result, whatever the function is written in. The functions are the samples, started as a node starts them.
/// </summary>
public sealed class RuntimesAgreeTests(DockerServer docker) : IClassFixture<DockerServer>, IDisposable
{
    private static readonly double[] Temperatures = [92.5, 89, 101.25, 90, 90.125];
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_samples_for_one_event_give_the_measurements_of_csharp_to_the_byte()
    {
        var expected = await ResultsAsync(
            $"{{ csharp: {{ assembly: {PlantFunctions}, class: PlantFunctions.Overheat }}, with: {{ limit: 90 }} }}", "csharp-function");
        Assert.Equal(["excess=2.5", "excess=11.25", "excess=0.125"], expected.Select(Fields));

        Assert.Equal(
            expected.Select(Line),
            (await ResultsAsync("{ process: python3 overheat.py, with: { limit: 90 } }", "process-python")).Select(Line));
        Assert.Equal(
            expected.Select(Line),
            (await ResultsAsync("{ process: { command: python3 overheat.py, protocol: socket }, with: { limit: 90 } }", "process-python"))
                .Select(Line));
        if (Has("node")) Assert.Equal(
            expected.Select(Line),
            (await ResultsAsync("{ process: { command: node overheat.mjs, protocol: socket }, with: { limit: 90 } }", "process-node"))
                .Select(Line));
        if (Has("node")) Assert.Equal(
            expected.Select(Line),
            (await ResultsAsync("{ process: node overheat.mjs, with: { limit: 90 } }", "process-node")).Select(Line));
    }

    [Fact]
    public async Task The_sample_in_C_gives_the_measurements_of_csharp_to_the_byte()
    {
        Assert.SkipUnless(Has("wasm-ld") || Has("wasm-ld-14"), "there is no compiler for WebAssembly");
        Build(Sample("wasm-c/build.sh"), _directory.File("overheat.wasm"));
        var expected = await ResultsAsync(
            $"{{ csharp: {{ assembly: {PlantFunctions}, class: PlantFunctions.Overheat }}, with: {{ limit: 90 }} }}", "csharp-function");
        Assert.Equal(
            expected.Select(Line),
            (await ResultsAsync($"{{ wasm: {_directory.File("overheat.wasm")}, with: {{ limit: 90 }} }}", "wasm-c")).Select(Line));
    }

    [Fact]
    public async Task The_sample_in_a_container_gives_the_measurements_of_csharp_to_the_byte()
    {
        await docker.UseAsync();
        Build(Sample("container-c/build.sh"), "eventedge-overheat:agree");
        var expected = await ResultsAsync(
            $"{{ csharp: {{ assembly: {PlantFunctions}, class: PlantFunctions.Overheat }}, with: {{ limit: 90 }} }}", "csharp-function");
        foreach (var contract in (string[])["openfaas", "knative"])
        {
            var function =
                $"{{ container: {{ image: eventedge-overheat:agree, pull: never, contract: {contract} }}, with: {{ limit: 90 }} }}";
            Assert.Equal(expected.Select(Line), (await ResultsAsync(function, "container-c")).Select(Line));
        }
    }

    [Fact]
    public async Task A_process_gives_the_measurements_of_a_built_in_to_the_byte()
    {
        await File.WriteAllTextAsync(
            _directory.File("pass.py"),
            "import json, sys\nfor line in sys.stdin: print(json.dumps({'fields': {'temperature': "
                + "json.loads(line)['event']['fields']['temperature']}}), flush=True)\n",
            TestContext.Current.CancellationToken);
        var expected = await ResultsAsync("{ builtin: pass, with: { fields: [temperature] } }", _directory.Path);
        Assert.Equal(expected.Select(Line), (await ResultsAsync("{ process: python3 pass.py }", _directory.Path)).Select(Line));
    }

    [Fact]
    public async Task The_samples_for_a_window_see_the_same_events()
    {
        const string Window = "\n    event_time: { field: ts, clock: device }\n    window: { tumbling: 10s, group_by: [device] }";
        var expected = await ResultsAsync(
            $"{{ csharp: {{ assembly: {PlantFunctions}, class: PlantFunctions.LongestRise }} }}", "csharp-function", Window);
        Assert.NotEmpty(expected);
        Assert.Equal(
            expected.Select(Line), (await ResultsAsync("{ process: python3 longest_rise.py }", "process-python", Window)).Select(Line));
    }

    private static string PlantFunctions =>
        Path.Combine(
            RepositoryRoot.Path, "artifacts", "bin", "PlantFunctions", new DirectoryInfo(AppContext.BaseDirectory).Name,
            "PlantFunctions.dll");

    private async Task<List<Point>> ResultsAsync(string function, string sample, string window = "")
    {
        var output = new CollectingOutput();
        var clock = new FakeTimeProvider(Some.Noon);
        using var dispatcher = Some.Dispatcher(
            $$"""
            bindings:
              - name: b
                trigger: { mqtt: "plant/+/press/{device}" }{{window}}
                function: {{function}}
                emit: { measurement: m, tags: [device] }
            """,
            output,
            Copy(sample),
            time: clock);
        dispatcher.StartCalls();
        var sequence = 0L;
        foreach (var temperature in Temperatures) dispatcher.Dispatch(Some.Reading(sequence * 4, temperature, ++sequence));
        dispatcher.Dispatch(Some.Message(string.Create(CultureInfo.InvariantCulture,
            $$"""{"ts":{{Some.Noon.AddMinutes(1).ToUnixTimeMilliseconds()}},"temperature":0}"""), ++sequence));
        await Eventually.IsTrue(() => TakeEnds(dispatcher, clock), "every call has ended");
        Assert.Empty(output.DeadLetters);
        return [.. output.Points.Select(p => p.Point)];
    }

    // Whoever asks a container that is not ready yet, or makes a call again, waits by the clock for the next time.
    private static bool TakeEnds(Dispatcher dispatcher, FakeTimeProvider clock)
    {
        clock.Advance(Tick);
        while (dispatcher.Ended.TryTake(out var end)) dispatcher.End(end, dispatcher.Position + 1);
        return dispatcher.Bindings.Single().CallsUnderWay == 0;
    }

    // Python leaves files beside what it runs.
    private string Copy(string sample)
    {
        if (sample == _directory.Path) return sample;
        foreach (var file in Directory.GetFiles(Sample(sample))) File.Copy(file, _directory.File(Path.GetFileName(file)), overwrite: true);
        return _directory.Path;
    }

    private static string Sample(string name) => Path.Combine(RepositoryRoot.Path, "samples", name);

    private static void Build(string script, string target)
    {
        using var build = System.Diagnostics.Process.Start(new ProcessStartInfo(script, [target]))!;
        Assert.True(build.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, build.ExitCode);
    }

    private static bool Has(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Fields(Point point) => string.Join(' ', point.Fields.Select(f => $"{f.Key}={f.Value}"));

    // Without the id, which tells versions of a binding apart.
    private static string Line(Point point) => CollectingOutput.Line(point with { Id = 0 });
}
