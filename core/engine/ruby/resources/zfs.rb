# zfs_pool, zfs, zfs_dataset: pools and data sets of ZFS and their properties.
module Cincture
  module Resources
    # What the programs of ZFS print of all properties of one thing.
    module ZfsProperties
      ABSENT = /no such pool|does not exist|no such dataset/i

      def exists?
        !@params.nil?
      end

      # Each property is a method.
      def method_missing(name, *arguments)
        return super if ResourceLookup::IMPLICIT.include?(name)
        @params[name.to_s]
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      private

      # Where the program is; nil for none.
      def which(program)
        stdout, _stderr, status = Host.run("which #{program}")
        status == 0 ? stdout.scrub.strip : nil
      end

      # nil for what there is not. A property that there is not is 0, as in InSpec.
      def properties(program, name)
        command = "#{program} get -Hp all #{name}"
        stdout, stderr, status = Host.run(command)
        return nil if status != 0 && stderr =~ ABSENT
        raise TargetError, "`#{command}` failed in the target: #{stderr.scrub.strip}" if status != 0
        found = Hash.new(0)
        stdout.scrub.split("\n").each do |line|
          _name, property, value = line.split("\t")
          found[property.to_s] = value.to_s
        end
        found
      end
    end

    class ZfsPool < Inspec.resource(1)
      include ZfsProperties

      name 'zfs_pool'
      supports platform: 'unix'
      desc 'A pool of ZFS.'

      def initialize(zfs_pool)
        @zfs_pool = zfs_pool
        program = which('zpool')
        return skip_resource('zfs is not installed') if program.nil?
        @params = properties(program, zfs_pool)
      end

      def resource_id
        @zfs_pool || 'ZFS Pool'
      end

      def to_s
        "ZFS Pool #{@zfs_pool}"
      end
    end

    class Zfs < ZfsPool
      name 'zfs'
      supports platform: 'unix'
      desc 'A pool of ZFS, whose properties are asked together.'

      def resource_id
        @zfs_pool
      end

      # Both names and values are texts.
      def has_property?(wanted)
        if wanted.empty?
          raise Inspec::Exceptions::ResourceSkipped, 'Provide a valid key-value pair of the zfs properties.'
        end
        raise TypeError, 'no implicit conversion of nil into Hash' if @params.nil?
        wanted.all? { |property, value| @params.key?(property) && @params[property] == value }
      end

      def to_s
        "zfs #{resource_id}"
      end
    end

    class ZfsDataset < Inspec.resource(1)
      include ZfsProperties

      name 'zfs_dataset'
      supports platform: 'unix'
      desc 'A data set of ZFS.'

      def initialize(zfs_dataset)
        @zfs_dataset = zfs_dataset
        program = which('zfs')
        return skip_resource('zfs is not installed') if program.nil?
        @params = properties(program, zfs_dataset)
      end

      def mounted?
        exists? && inspec.mount(@params['mountpoint']).mounted?
      end

      # A property by a name that is a word of the kernel's.
      def exec
        @params['exec']
      end

      def resource_id
        @zfs_dataset || 'ZFS Dataset'
      end

      def to_s
        "ZFS Dataset #{@zfs_dataset}"
      end
    end
  end
end
