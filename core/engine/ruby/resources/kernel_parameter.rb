# kernel_parameter: a value of the running kernel, read where `sysctl` reads it.
module Cincture
  module Resources
    class KernelParameter < Inspec.resource(1)
      name 'kernel_parameter'
      supports platform: 'unix'
      desc 'A parameter of the kernel.'

      FOLDER = '/proc/sys'.freeze

      # Where a parameter stands. A first separator that is a slash makes dots part of names.
      def self.path(name)
        dot = name.index('.')
        slash = name.index('/')
        name = name.tr('./', '/.') if dot && (slash.nil? || dot < slash)
        FOLDER + '/' + name
      end

      def __reads(_attributes)
        @parameter.nil? ? [[], []] : [[path], [path]]
      end

      def initialize(parameter = nil)
        @parameter = parameter
      end

      def __reads(_attributes)
        named? ? [[path], [path]] : [[], []]
      end

      # A number where it is written as one; nil if the kernel has no such parameter.
      def value
        text = read
        return nil if text.nil?
        text = text.scrub.chomp.strip
        text =~ /^\d+$/ ? text.to_i : text
      end

      def resource_id
        @parameter || 'Kernel Parameter'
      end

      def to_s
        "Kernel Parameter #{@parameter}"
      end

      private

      def named?
        !@parameter.to_s.empty?
      end

      def read
        return nil unless named?
        stat = Host.stat(path, true)
        return missing if stat.nil?
        stat['kind'] == 'directory' ? all_below : Host.read(path)
      end

      def path
        KernelParameter.path(@parameter.to_s)
      end

      def missing
        return nil if Host.stat(FOLDER + '/kernel', true)
        raise TargetError, 'the target does not tell the parameters of its kernel: it has no /proc/sys'
      end

      def all_below
        stdout, stderr, status = Host.run("/sbin/sysctl -q -n #{@parameter}")
        return stdout if status == 0
        raise TargetError, "`sysctl` failed in the target: #{stderr.scrub.strip}"
      end
    end
  end
end
