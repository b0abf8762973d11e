using EventEdge.CloudIngest.Node;
using EventEdge.Hosting.Process;

var builder = Host.CreateApplicationBuilder(args);
var settings = builder.Configuration;
builder.Services.AddEventEdgeCloud(cloud =>
{
    cloud.Ingest = new()
    {
        DataDirectory = settings["data"] ?? "data",
        RabbitMq = new() { Uri = new(settings["rabbitmq"] ?? "amqp://127.0.0.1:5672") },
    };
    cloud.Http = new() { Port = settings.GetValue("http", 8081) };
});

try
{
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
catch (NodeStartException refused)
{
    Console.Error.WriteLine(refused.Message);
    return 1;
}
