# An endless loop in the to_s of a title: it runs when the control is put into its report.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  slow = Object.new
  def slow.to_s
    loop {}
  end
  title slow
  describe 1 do
    it { should eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
