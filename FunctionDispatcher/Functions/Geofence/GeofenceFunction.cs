using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Functions.Geofence;

/// <summary>Tells when a key enters a zone, leaves it, and has stayed in it. Each result has the zone as a tag.</summary>
internal sealed class GeofenceFunction(GeofenceConfig config) : IOrderedFunction
{
    private int _latitude;
    private int _longitude;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => (_latitude, _longitude) = (layout.SlotOf(config.Latitude), layout.SlotOf(config.Longitude));

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(config, this);

    private sealed class State(GeofenceConfig config, GeofenceFunction function) : TimedState
    {
        // When each zone was entered, and when staying in it is told; Never and Forever outside.
        private readonly (long Since, long Dwell)[] _zones = [.. config.Zones.Select(_ => (Ticks.Never, Ticks.Forever))];

        protected override void Take(EdgeEvent input, long now, ICollection<Measurement> output)
        {
            var (latitude, longitude) = (input.At(function._latitude).AsNumber, input.At(function._longitude).AsNumber);
            if (!(Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180)) return;
            for (var i = 0; i < _zones.Length; i++)
            {
                var isIn = _zones[i].Since != Ticks.Never;
                if (isIn == config.Zones[i].Holds(latitude, longitude, isIn ? config.Margin : 0)) continue;
                output.Add(isIn ? Told("leave", i, now, ("seconds", Instant.Seconds(now - _zones[i].Since))) : Told("enter", i, now));
                _zones[i] = isIn ? (Ticks.Never, Ticks.Forever) : (now, config.Dwell is { } dwell ? now + dwell.Ticks : Ticks.Forever);
            }

            Due = _zones.Min(zone => zone.Dwell);
        }

        protected override void OnDue(long due, ICollection<Measurement> output)
        {
            for (var i = 0; i < _zones.Length; i++)
            {
                if (_zones[i].Dwell != due) continue;
                output.Add(Told("dwell", i, due, ("seconds", Instant.Seconds(due - _zones[i].Since))));
                _zones[i].Dwell = Ticks.Forever;
            }

            Due = _zones.Min(zone => zone.Dwell);
        }

        protected override void SaveRest(BinaryWriter writer)
        {
            foreach (var (since, dwell) in _zones)
            {
                writer.Write(since);
                writer.Write(dwell);
            }
        }

        protected override void LoadRest(BinaryReader reader)
        {
            for (var i = 0; i < _zones.Length; i++) _zones[i] = (reader.ReadInt64(), reader.ReadInt64());
        }

        private Measurement Told(string what, int zone, long now, params ReadOnlySpan<(string Name, FieldValue Value)> more) =>
            At(now, [("event", what), .. more]) with { Tags = [new("zone", config.Zones[zone].Name)] };
    }
}
