"""Tells as JSON what is on AWS, or makes what a test finds there: ask.py begin | state | machine SUBNET NAME ADDRESS | group VPC NAME."""
import json
import sys

import boto3

ec2 = boto3.client("ec2")


def begin():
    ec2.create_key_pair(KeyName="keypair")
    # Addresses as in the book's example.
    vpc = ec2.create_vpc(CidrBlock="198.18.0.0/16")["Vpc"]["VpcId"]
    zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]][:2]
    subnets = [
        {"id": ec2.create_subnet(VpcId=vpc, CidrBlock="198.18.%d.0/24" % at, AvailabilityZone=zone)["Subnet"]["SubnetId"], "zone": zone}
        for at, zone in enumerate(zones)
    ]
    return {"vpc": vpc, "subnets": subnets}


def machine(subnet, name, address):
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": name}]}]
    ec2.run_instances(
        ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet, PrivateIpAddress=address, TagSpecifications=tags
    )


def group(vpc, name):
    ec2.create_security_group(GroupName=name, Description="of others", VpcId=vpc)


def state():
    machines = {}
    for reservation in ec2.describe_instances()["Reservations"]:
        for found in reservation["Instances"]:
            tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
            machines.setdefault(tags.get("Name", ""), []).append(
                {
                    "id": found["InstanceId"],
                    "state": found["State"]["Name"],
                    "type": found["InstanceType"],
                    "subnet": found.get("SubnetId"),
                    "address": found.get("PrivateIpAddress"),
                    "public": found.get("PublicIpAddress"),
                    "tokens": found.get("MetadataOptions", {}).get("HttpTokens"),
                    "groups": [group["GroupName"] for group in found.get("SecurityGroups", [])],
                    "volumes": [mapping["Ebs"]["VolumeId"] for mapping in found.get("BlockDeviceMappings", [])],
                    "tags": tags,
                }
            )
    groups = {
        group["GroupName"]: sorted(
            "%s %s" % (rule["FromPort"], source)
            for rule in group["IpPermissions"]
            for source in [each["CidrIp"] for each in rule["IpRanges"]]
            + ["the group" for each in rule["UserIdGroupPairs"] if each["GroupId"] == group["GroupId"]]
        )
        for group in ec2.describe_security_groups()["SecurityGroups"]
    }
    volumes = {volume["VolumeId"]: volume["Encrypted"] for volume in ec2.describe_volumes()["Volumes"]}
    route53 = boto3.client("route53")
    zones = {}
    for zone in route53.list_hosted_zones()["HostedZones"]:
        records = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
        zones[zone["Name"]] = {
            "private": zone["Config"]["PrivateZone"],
            "records": {each["Name"]: each["ResourceRecords"][0]["Value"] for each in records if each["Type"] == "A"},
        }
    return {"machines": machines, "groups": groups, "volumes": volumes, "zones": zones}


word, *rest = sys.argv[1:]
print(json.dumps({"begin": begin, "state": state, "machine": machine, "group": group}[word](*rest)))
