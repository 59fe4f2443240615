# A file of settings, each of which is a method: what login_defs, limits_conf and auditd_conf have in common.
module Cincture
  module SettingsFile
    include FileReader

    def method_missing(name)
      read_params[name.to_s]
    end

    def respond_to_missing?(_name, _all = false)
      false
    end

    def read_params
      return {} if @content.nil?
      @params ||= SimpleConfig.new(@content, form).params
    end

    def resource_id
      @path
    end

    private

    # How SimpleConfig is to read it.
    def form
      {}
    end
  end
end
