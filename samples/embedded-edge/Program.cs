using EventEdge.EdgeBridge.Node;
using EventEdge.Hosting.Process;

var builder = Host.CreateApplicationBuilder(args);
var settings = builder.Configuration;
builder.Services.AddEventEdgeNode(node =>
{
    node.Edge = new()
    {
        Node = "press-hall", BindingsFile = Path.Combine(AppContext.BaseDirectory, "bindings.yaml"),
        DataDirectory = settings["data"] ?? "data"
    };
    node.Mqtt = node.Mqtt with { Port = settings.GetValue("mqtt", 1883) };
    node.Http = new() { Port = settings.GetValue("http", 8080) };
    node.RabbitMq = new() { Uri = new(settings["rabbitmq"] ?? "amqp://127.0.0.1:5672") };
});
builder.Services.AddHostedService<EmbeddedEdge.Watch>(); // whatever else your service does

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
