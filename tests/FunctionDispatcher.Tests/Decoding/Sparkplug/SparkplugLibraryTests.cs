using System.Text.Json;
using EventEdge.Tests.Support;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug;

/// <summary>Payloads that the library of record for JavaScript has written: <c>tests/data/sparkplug/make.mjs</c>.</summary>
public sealed class SparkplugLibraryTests
{
    private static readonly JsonDocument Payloads =
        JsonDocument.Parse(File.ReadAllBytes(Repository.File("tests/data/sparkplug/library.json")));

    private readonly DecoderBench _bench = DecoderBench.Of("sparkplug_b");

    [Fact]
    [Tck("payloads-metric-datatype-value-type", "payloads-metric-datatype-value", "payloads-timestamp-in-UTC",
        "payloads-metric-timestamp-in-UTC")]
    public void Values_of_every_scalar_type() => Assert.Equal(
        [
            "online=true",
            "name='i8' type='Int8' value=-5", "name='i16' type='Int16' value=-500", "name='i32' type='Int32' value=-70000",
            "name='i64' type='Int64' value=-5000000000", "name='u8' type='UInt8' value=200", "name='u16' type='UInt16' value=60000",
            "name='u32' type='UInt32' value=4000000000", "name='u64' type='UInt64' value=9007199254740991",
            "name='f' type='Float' value=21.5", "name='d' type='Double' value=21.7", "name='b' type='Boolean' boolean=true",
            "name='s' type='String' text='Kühl'", "name='at' type='DateTime' value=1767225600000", "name='t' type='Text' text='long'",
            "name='id' type='UUID' text='0a1b'", "name='raw' type='Bytes' data='AQL/'", "name='none' type='Double' value=null",
        ],
        Read("NBIRTH", "scalars"));

    [Fact]
    [Tck("payloads-alias-birth-requirement", "payloads-alias-data-cmd-requirement", "payloads-name-requirement")]
    public void A_number_and_its_name() => Assert.Equal(
        ["online=true", "name='Temperature' type='Double' value=21.5"], Read("NBIRTH", "aliases"));

    [Fact]
    public void A_value_of_the_past() => Assert.Equal(
        ["name='Temperature' type='Double' value=20 historical=true"], Read("NDATA", "historical"));

    [Fact]
    [Tck(
        "payloads-dataset-column-size", "payloads-dataset-column-num-headers", "payloads-dataset-types-def", "payloads-dataset-types-num",
        "payloads-dataset-types-type", "payloads-dataset-types-value", "payloads-dataset-parameter-type-req",
            "payloads-template-dataset-value")]
    public void A_data_set_is_json() => Assert.Equal(
        ["name='table' type='DataSet' json='{\"columns\":[\"a\",\"b\",\"c\"],\"rows\":[[1.5,\"x\",true],[-2,\"y\",false]]}'"],
        Read("NDATA", "dataset"));

    [Fact]
    [Tck(
        "topics-nbirth-templates", "payloads-template-definition-is-definition", "payloads-template-definition-nbirth",
        "payloads-template-instance-is-definition", "payloads-template-instance-members-birth", "payloads-template-is-definition",
        "payloads-template-is-definition-definition", "payloads-template-is-definition-instance")]
    public void An_instance_of_a_template_is_its_members_and_a_definition_is_nothing() => Assert.Equal(
        ["online=true", "name='M1/Speed' type='Double' value=1450.5", "name='M1/Run' type='Boolean' boolean=true"], Read("NBIRTH",
            "template"));

    [Fact]
    [Tck(
        "payloads-propertyset-keys-array-size", "payloads-propertyset-values-array-size", "payloads-metric-propertyvalue-type-type",
        "payloads-metric-propertyvalue-type-value", "payloads-metric-propertyvalue-type-req", "payloads-propertyset-quality-value-type",
        "payloads-propertyset-quality-value-value")]
    public void Properties_are_json_and_their_quality_a_field() => Assert.Equal(
        [
            "name='Temperature' type='Double' value=21.5 quality=192 "
            + "properties='{\"engUnit\":\"°C\",\"Quality\":192,\"low\":-40.5,\"more\":{\"shown\":true}}'",
        ],
        Read("NDATA", "properties"));

    // Without what all events of a message have in common.
    private string[] Read(string message, string name)
    {
        _bench.Topic = $"spBv1.0/g/{message}/n";
        var events = _bench.Read(Convert.FromHexString(Payloads.RootElement.GetProperty(name).GetString()!));
        return [.. events.Split(" | ").Select(one => one
            .Replace($"group='g' edge_node='n' message='{message}' ", string.Empty, StringComparison.Ordinal)
            .Replace(" time=1767225600000", string.Empty, StringComparison.Ordinal)
            .Replace(" seq=3", string.Empty, StringComparison.Ordinal))];
    }
}
