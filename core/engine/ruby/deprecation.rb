# What InSpec calls deprecated: inside of an example it is a failure, elsewhere a warning, as the group of the deprecation says.
module Cincture
  module Deprecation
    GONE = 'This property was removed in InSpec 4.0.'.freeze
    SOON = 'This will not be supported in InSpec 4.0.'.freeze
    # What follows the message, for the groups that fail.
    FAILING = {
      file_resource_be_mounted_matchers: SOON, host_resource_proto_usage: SOON, property_processes_list: GONE,
      properties_shadow: GONE, resource_user_serverspec_compat: nil, mount_parser_serverspec_compat: nil
    }.freeze
    # The groups of words that InSpec no longer has: it ends at once.
    ENDING = [:resource_linux_kernel_parameter, :resource_script, :resource_apache].freeze
    QUIET = [:attrs_dsl, :inspec_ui_methods].freeze

    def self.tell(group, message)
      group = group.to_sym
      raise Gap, "the deprecated: #{message}" if ENDING.include?(group)
      return if QUIET.include?(group)
      text = ['DEPRECATION:', message, FAILING[group], "(used at #{ENGINE.location.join(':')})"].compact.join(' ')
      raise Inspec::Exceptions::ResourceFailed, text if FAILING.key?(group) && in_example?
      Host.warning(text)
    end

    def self.in_example?
      caller(0).any? { |frame| frame.start_with?('cincture/example.rb') && frame.end_with?(':in execute') }
    end
  end
end

module Inspec
  def self.deprecate(group, message, _options = {})
    Cincture::Deprecation.tell(group, message)
  end
end
