using System.Diagnostics;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Runtimes.Builtin;
using EventEdge.FunctionDispatcher.Runtimes.Container;
using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.FunctionCost;

/// <summary>
/// The sample in a container: a warm call from its submission to its end at the inbox, beside a bare HTTP request to the same container;
/// and a cold one from nothing to its first answer, beside <c>docker run</c> to the first answer. Only where an engine answers.
/// </summary>
internal static class ContainerCost
{
    private const string Image = "eventedge-overheat:bench";
    private const int Calls = 1000;
    private const int Starts = 7;
    private const int Port = 8080;
    private static readonly byte[] Input =
        """{"node":"n","binding":"b","call":"1.0","with":{"limit":90},"event":{"fields":{"temperature":92.5}}}"""u8.ToArray();

    public static async Task<IReadOnlyList<CostLine>> MeasureAsync()
    {
        if ((await RunAsync("docker", "version", "--format", "{{.Server.Version}}")).ExitCode != 0) return [];
        if ((await RunAsync(Sample(), Image)).ExitCode != 0) return [];
        using var engine = new ContainerEngine("bench", $"bench-{Environment.ProcessId}", TimeProvider.System, NullLogger.Instance);
        await engine.PrepareAsync(CancellationToken.None);
        return [await WarmAsync(engine), await ColdAsync(engine)];
    }

    private static async Task<CostLine> WarmAsync(ContainerEngine engine)
    {
        using var runtime = Pool(engine);
        var inbox = new CallInbox();
        using var caller = new Caller(
            new("b", "v"), runtime, CallPolicy.Of(new BuiltinFunctionConfig { Builtin = "pass" }), inbox, TimeProvider.System,
            NullLogger.Instance);
        var number = 0;
        var call = async () =>
        {
            caller.Submit(new(1, number++), Input);
            await inbox.WaitAsync(CancellationToken.None);
            inbox.TryTake(out _);
        };
        await call();
        // One connection at a time is all the sample serves: a container each.
        var name = await RunDetachedAsync(engine);
        using var http = new HttpClient(
            new SocketsHttpHandler { UseProxy = false })
        { BaseAddress = new Uri($"http://{await AddressAsync(name)}:{Port}/") };
        await UntilAnswerAsync(http);
        var (warm, bare) = await CostLine.TimeAsync(Calls, async () => await call(), async () => await PostAsync(http));
        await RunAsync("docker", "rm", "--force", name);
        return new("warm container", warm, bare, "a bare HTTP request to such a container");
    }

    private static async Task<CostLine> ColdAsync(ContainerEngine engine)
    {
        var (cold, bare) = (new List<double>(), new List<double>());
        for (var i = 0; i < Starts; i++)
        {
            cold.Add(await ColdOnceAsync(engine));
            bare.Add(await DockerRunOnceAsync(engine));
        }

        return new("cold container", Middle(cold), Middle(bare), "docker run to the first answer");
    }

    private static async Task<double> ColdOnceAsync(ContainerEngine engine)
    {
        using var runtime = Pool(engine);
        var began = Stopwatch.GetTimestamp();
        var answer = await runtime.CallAsync(Input, CancellationToken.None);
        return answer.Reason is null ? Stopwatch.GetElapsedTime(began).TotalMicroseconds
            : throw new InvalidOperationException(answer.Reason);
    }

    private static async Task<double> DockerRunOnceAsync(ContainerEngine engine)
    {
        var began = Stopwatch.GetTimestamp();
        var name = await RunDetachedAsync(engine);
        using var http = new HttpClient(
            new SocketsHttpHandler { UseProxy = false })
        { BaseAddress = new Uri($"http://{await AddressAsync(name)}:{Port}/") };
        await UntilAnswerAsync(http);
        var time = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        await RunAsync("docker", "rm", "--force", name);
        return time;
    }

    private static EventEdge.FunctionDispatcher.Runtimes.Pools.InstancePool Pool(ContainerEngine engine) => ContainerFunction.Pool(
        new() { Image = Image, Pull = ImagePull.Never }, new("b", "v"), engine, TimeProvider.System, NullLogger.Instance);

    private static async Task<string> RunDetachedAsync(ContainerEngine engine) =>
        (await RunAsync("docker", "run", "--detach", "--network", engine.Network.Name, Image)).Output.Trim();

    private static async Task<string> AddressAsync(string container) =>
        (await RunAsync(
            "docker", "inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container)).Output.Trim();

    private static async Task UntilAnswerAsync(HttpClient http)
    {
        while (true)
        {
            try
            {
                await PostAsync(http);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }
    }

    private static async Task PostAsync(HttpClient http)
    {
        using var content = new ReadOnlyMemoryContent(Input);
        using var answer = await http.PostAsync(string.Empty, content);
        await answer.Content.ReadAsByteArrayAsync();
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Sample()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "samples", "container-c", "build.sh");
            if (File.Exists(script)) return script;
        }

        throw new FileNotFoundException("samples/container-c/build.sh is in none of the folders above the benchmark");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await errors;
            await process.WaitForExitAsync();
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, string.Empty);
        }
    }
}
