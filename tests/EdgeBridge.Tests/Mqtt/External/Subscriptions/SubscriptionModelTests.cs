using System.Text;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;
using EventEdge.EdgeBridge.Mqtt.Topics;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External.Subscriptions;

/// <summary>
/// Random bindings, messages, edits and restarts against a model of a broker: what is wanted when it is published and still wanted when it
/// comes is taken once, and nothing is ever taken twice.
/// </summary>
public sealed class SubscriptionModelTests
{
    private static readonly string[] Words = ["a", "b", "c"];

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Each_message_is_taken_once_whatever_the_filters_and_however_the_broker_copies(bool identifiers, bool copyForEach)
    {
        for (var seed = 1; seed <= 400; seed++) await new History(seed, identifiers, copyForEach).RunAsync();
    }

    private sealed class History(int seed, bool identifiers, bool copyForEach)
    {
        private readonly Random _random = new(seed);
        private readonly ModelBroker _broker = new(identifiers, copyForEach);
        private readonly Dictionary<string, (string Topic, int Qos, bool IsWanted)> _published = [];
        private readonly Dictionary<string, int> _taken = [];
        private readonly SubscriptionFile _file = new(null, "s", NullLogger.Instance);
        private readonly Queue<ModelBroker.Copy> _unacknowledged = new();
        private readonly List<string> _story = [];
        private MessageSelection _selection = null!;
        private SubscriptionSync _sync = null!;
        private List<TopicSubscription> _wanted = [];

        public async Task RunAsync()
        {
            await StartAsync(isPresent: false);
            for (var step = 0; step < 60; step++)
            {
                switch (_random.Next(10))
                {
                    case 0:
                        await EditAsync();
                        break;
                    case 1:
                        await RestartAsync();
                        break;
                    case < 7:
                        Publish();
                        break;
                    default:
                        Deliver(_random.Next(6));
                        break;
                }
            }

            Deliver(int.MaxValue);
            Acknowledge();
            foreach (var (text, message) in _published)
            {
                var disposition = _taken.GetValueOrDefault(text);
                Assert.True(disposition <= 1,
                    $"seed {seed}: message {text} on {message.Topic} was taken {disposition} times\n{string.Join('\n', _story)}");
                if (message.IsWanted) Assert.True(
                    disposition == 1, $"seed {seed}: message {text} on {message.Topic} was never taken\n{string.Join('\n', _story)}");
            }

            Assert.All(_wanted, one => Assert.Contains(_broker.Filters, filter => FilterRelation.Covers(filter, one.Filter)));
            Assert.True(
                _broker.Filters.Count() <= Math.Max(1, _wanted.Count),
                $"seed {seed}: {string.Join(' ', _broker.Filters)} for {string.Join(' ', _wanted)}");
        }

        private async Task StartAsync(bool isPresent)
        {
            _selection = new MessageSelection("n1");
            _sync = new SubscriptionSync(_selection, _file, NullLogger.Instance);
            Want();
            _sync.Prepare();
            if (isPresent) Deliver(_random.Next(4));
            Assert.False(_sync.Begin(isPresent, identifiers));
            await _sync.ApplyAsync(_broker, CancellationToken.None);
        }

        private async Task EditAsync()
        {
            Want();
            await _sync.ApplyAsync(_broker, CancellationToken.None);
        }

        private async Task RestartAsync()
        {
            _story.Add("restart");
            Acknowledge();
            _broker.ForgetMarkers();
            for (var n = _random.Next(5); n > 0; n--) Publish();
            await StartAsync(isPresent: true);
        }

        private void Want()
        {
            if (_wanted.Count == 0 || _random.Next(3) > 0)
                _wanted = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => new TopicSubscription(Filter(), _random.Next(3)))];
            foreach (var (text, message) in _published.Where(one => !_taken.ContainsKey(one.Key) && !IsWanted(one.Value.Topic)).ToList())
                _published[text] = message with { IsWanted = false };
            _sync.Want(_wanted);
            _story.Add($"want {string.Join(' ', _wanted.Select(one => $"{one.Filter}:{one.Qos}"))}");
        }

        private bool IsWanted(string topic) => _wanted.Exists(one => ModelBroker.Matches(one.Filter, topic));

        private void Publish()
        {
            var (topic, text, qos) = (Topic(), $"m{_published.Count}", _random.Next(3));
            _published.Add(text, (topic, qos, IsWanted(topic)));
            _broker.Publish(topic, text, qos);
            _story.Add($"publish {text} on {topic} at {qos}");
        }

        private void Deliver(int count)
        {
            for (; count > 0 && _broker.Waiting > 0; count--)
            {
                var copy = _broker.Deliver();
                var judged = _selection.Judge(new()
                { Topic = copy.Topic, Payload = Encoding.UTF8.GetBytes(copy.Text), Qos = copy.Qos, Identifiers = copy.Identifiers });
                _story.Add($"{judged.Selection} {copy.Text} on {copy.Topic} by {string.Join(' ', copy.Identifiers)}");
                if (judged.Selection == Selection.Marker) _selection.Pass(copy.Text);
                if (judged.Selection == Selection.Take) Take(copy, judged);
                _unacknowledged.Enqueue(copy);
                if (_random.Next(3) > 0) Acknowledge();
            }
        }

        private void Take(ModelBroker.Copy copy, Selected judged)
        {
            _taken[copy.Text] = _taken.GetValueOrDefault(copy.Text) + 1;
            var asked = _wanted.Where(one => ModelBroker.Matches(one.Filter, copy.Topic)).Max(one => one.Qos);
            Assert.True(
                judged.Qos <= asked, $"seed {seed}: {copy.Text} is handed over at QoS {judged.Qos}, more than any binding asks for");
        }

        // Durable a little later than it came, as on a disk.
        private void Acknowledge()
        {
            _story.Add("acknowledge");
            while (_unacknowledged.TryDequeue(out var copy)) _broker.Acknowledge(copy);
        }

        private string Topic() => string.Join('/', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Words[_random.Next(Words.Length)]));

        private string Filter()
        {
            var levels = Topic().Split('/').Select(level => _random.Next(3) == 0 ? "+" : level);
            return string.Join('/', _random.Next(3) == 0 ? levels.Append("#") : levels);
        }
    }
}
