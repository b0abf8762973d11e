using Consumer;
using MassTransit;

var builder = Host.CreateApplicationBuilder(args);
var settings = builder.Configuration;
builder.Services.AddMassTransit(bus =>
{
    bus.DisableUsageTelemetry();
    bus.AddConsumer<FrameConsumer>();
    bus.UsingRabbitMq((services, rabbit) =>
    {
        rabbit.Host(new Uri(settings["rabbitmq"] ?? "amqp://127.0.0.1:5672"), host =>
        {
            host.Username(settings["user"] ?? "guest");
            host.Password(settings["password"] ?? "guest");
        });
        // A queue of our own: it gets a copy of every frame and takes nothing away from the cloud node.
        rabbit.ReceiveEndpoint(settings["queue"] ?? "plant-reports", queue =>
        {
            queue.ConfigureConsumeTopology = false;
            queue.AddDeserializer(new FrameFormat(), isDefault: true);
            queue.Bind("eventedge.nodes", exchange =>
            {
                exchange.ExchangeType = "topic";
                exchange.RoutingKey = settings["key"] ?? "#";
            });
            queue.PrefetchCount = 16;
            queue.UseMessageRetry(retry => retry.Interval(3, TimeSpan.FromSeconds(1)));
            queue.ConfigureConsumer<FrameConsumer>(services);
        });
    });
});
await builder.Build().RunAsync();
