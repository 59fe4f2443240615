# A million gaps of the engine, each hidden.
# attack: any
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  1_000_000.times do |i|
    begin
      raise Cincture::Gap, "gap #{i}"
    rescue StandardError
      nil
    end
  end
  describe 1 do
    it { should eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
