using System.Diagnostics;
using System.Text.Json;
using EventEdge.LoadGenerator;

try
{
    var options = LoadOptions.Parse(args);
    using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Seconds + 30));
    var clients = Enumerable.Range(0, options.Clients).Select(index => new LoadClient(options, index)).ToArray();
    await Task.WhenAll(clients.Select(client => client.ConnectAsync(limit.Token)));
    var clock = Stopwatch.StartNew();
    await Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(clock, limit.Token))));
    var seconds = clock.Elapsed.TotalSeconds;
    var sent = clients.Sum(client => client.Sent);
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        sent,
        acknowledged = clients.Sum(client => client.Acknowledged),
        seconds = Math.Round(seconds, 3),
        rate = Math.Round(sent / seconds),
        qos = options.Qos,
        clients = options.Clients,
        keys = options.Keys,
        inflight = options.InFlight,
        cpu_seconds = Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 3),
    }));
    foreach (var client in clients) client.Dispose();
    return 0;
}
catch (FormatException problem)
{
    Console.Error.WriteLine($"{problem.Message}\n{LoadOptions.Usage}");
    return 2;
}
catch (Exception problem) when (
    problem is System.Net.Sockets.SocketException or InvalidOperationException or IOException or OperationCanceledException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
