# timezone: the target's time zone, as systemd tells it.
module Cincture
  module Resources
    class TimeZone < Inspec.resource(1)
      name 'timezone'
      supports platform: 'unix'
      desc 'The time zone.'

      attr_reader :identifier, :name, :time_offset

      def initialize
        stdout, stderr, status = Host.run("timedatectl status | grep -i 'Time zone'")
        raise Inspec::Exceptions::ResourceFailed, "Time Zone resource with error: #{stderr}" if status != 0
        words = stdout.scrub.split(':')[-1].to_s.delete('(),^').split(' ')
        @identifier, @name, @time_offset = words
      end

      def resource_id
        'timezone'
      end

      def to_s
        'Time Zone resource'
      end
    end
  end
end
